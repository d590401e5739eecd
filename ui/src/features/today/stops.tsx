import { useEffect, useRef, useState } from "react";
import { href } from "../../app/router";
import type { TodayView } from "../../ipc/types/TodayView";
import { Badge } from "../../parts/badge";
import { IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { owed } from "../../parts/deadline";
import { Icon, type IconName } from "../../parts/icon";
import { brief, leadingReasons } from "../../parts/reasons";
import { type Text, useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { type DayProgress, movedFrom, type Stop, type StopState } from "./progress";
import { StopFile } from "./stop-file";
import css from "./stops.module.css";
import type { Start } from "./use-start";

interface StopsProps {
  view: TodayView;
  progress: DayProgress;
  open: string | null;
  /** The stop that one was led to: brought into sight, with the focus on it. */
  led: string | null;
  onOpen: (id: string | null) => void;
  start: Start;
  /** UTC milliseconds. */
  now: number;
}

const MARKS: Partial<Record<StopState, IconName>> = {
  done: "check",
  open: "edit",
  next: "play",
  missed: "close",
  in_vain: "undo",
  put_off: "redo",
};

const TONES: Record<StopState, "plain" | "ink" | "due"> = {
  done: "plain",
  open: "ink",
  next: "ink",
  planned: "plain",
  missed: "due",
  in_vain: "due",
  put_off: "due",
};

/** As many stops as may lie behind before they fold. */
const FEW = 3;

/** Today's round from the first stop to the way home; one stop is open. */
export function Stops({ view, progress, open, led, onOpen, start, now }: StopsProps) {
  const t = useText();
  const [unfolded, setUnfolded] = useState(false);
  const { stops } = progress;
  const coming = stops.findIndex(({ state }) => state === "next" || state === "open");
  // What lies behind must not push the next stop out of sight.
  const folds = coming > FEW && !unfolded && !stops.slice(0, coming).some(({ visit }) => visit.id === open);
  return (
    <section className={css.round}>
      <h2 className="unseen">{t.today.stops}</h2>
      {coming > FEW && (
        <button
          type="button"
          className={css.behind}
          aria-expanded={!folds}
          onClick={() => {
            setUnfolded(folds);
            if (!folds && open !== null && stops.slice(0, coming).some(({ visit }) => visit.id === open))
              onOpen(null);
          }}
        >
          <Icon name={folds ? "down" : "up"} size={16} />
          {t.today.behind(coming)}
          <span className="soft">{behindWords(stops.slice(0, coming), t)}</span>
        </button>
      )}
      <ol>
        {(folds ? stops.slice(coming) : stops).map((stop) => (
          <StopRow
            key={stop.visit.id}
            stop={stop}
            week={view.week}
            open={stop.visit.id === open}
            led={stop.visit.id === led}
            onOpen={onOpen}
            start={view.open_visit ? null : start}
            now={now}
          />
        ))}
      </ol>
      {progress.endMin !== null && (
        <p className={`${css.home} figures`}>{t.today.end(t.format.clock(progress.endMin % 1440))}</p>
      )}
    </section>
  );
}

function StopRow({
  stop,
  week,
  open,
  led,
  onOpen,
  start,
  now,
}: {
  stop: Stop;
  week: string;
  open: boolean;
  led: boolean;
  onOpen: (id: string | null) => void;
  /** null while another visit is open. */
  start: Start | null;
  now: number;
}) {
  const t = useText();
  const { visit, state } = stop;
  const { customer } = visit;
  const plannedAt = movedFrom(stop);
  const orders = customer.order_weekday === weekdayOf(visit.date);
  const coming = state === "planned" || state === "next";
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!led) return;
    item.current?.scrollIntoView?.({ block: "start" });
    item.current?.querySelector("button")?.focus({ preventScroll: true });
  }, [led]);
  return (
    <li ref={item} className={css.stop} data-state={state} data-open={open || undefined}>
      <div className={css.line}>
        <button
          type="button"
          className={css.row}
          aria-expanded={open}
          onClick={() => onOpen(open ? null : visit.id)}
        >
          <span className={css.mark} aria-hidden="true">
            {MARKS[state] && <Icon name={MARKS[state]} size={16} />}
          </span>
          <span className={`${css.order} figures`}>{visit.order}</span>
          <span className={`${css.time} figures`}>{t.format.clock(stop.arriveMin % 1440)}</span>
          <span className={css.words}>
            <span className={css.head}>
              <span className={css.name}>{customer.name}</span>
              <Badge of={customer.class} />
            </span>
            <span className={css.grey}>
              {state === "next" && !start && !open && `${t.today.endFirst} · `}
              {plannedAt !== null && !open && `${t.today.plannedAt(t.format.clock(plannedAt))} · `}
              {whatMatters(stop, now, t)}
            </span>
          </span>
          <span className={css.tags} data-plain={state === "done" || undefined}>
            {orders && coming && <Tag tone="due">{t.today.ordersToday}</Tag>}
            {state !== "planned" && <Tag tone={TONES[state]}>{t.today.marks[state]}</Tag>}
          </span>
        </button>
        {coming && start && !open && (
          <IconButton
            icon="play"
            label={t.today.beginNamed(customer.name)}
            disabled={start.busy}
            onPress={() => start.planned(visit.id)}
          />
        )}
        {stop.record && state !== "open" && !open && (
          <a
            className={css.to}
            href={href(["visit", stop.record.id])}
            aria-label={`${t.today.seeVisit} ${customer.name}`}
            title={t.today.seeVisit}
          >
            <Icon name="forward" />
          </a>
        )}
      </div>
      {open && <StopFile stop={stop} week={week} start={start} now={now} />}
    </li>
  );
}

/** `已访 3 · 空跑 1`. */
function behindWords(stops: readonly Stop[], t: Text): string {
  const states: StopState[] = ["done", "in_vain", "missed", "put_off"];
  return states
    .map((state) => ({ state, count: stops.filter((stop) => stop.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${t.today.marks[state]} ${count}`)
    .join(" · ");
}

/** What a row says under the name: key points, promises, and else why one goes there. */
function whatMatters({ visit, issues }: Stop, now: number, t: Text): string {
  const parts: string[] = [];
  if (visit.key_points) parts.push(`${t.today.keyPoints} ${visit.key_points}`);
  // The core puts the most pressing first.
  const first = issues[0];
  const due = first && owed(first, now, t);
  if (first) parts.push([t.today.promises, first.issue.content, due?.words].filter(Boolean).join(" "));
  if (parts.length > 0) return parts.join(" · ");
  const seen = visit.seen_since;
  const days = { today: t.format.dayOf(now), on: visit.date };
  const why = leadingReasons(visit.reasons, days).map((reason) => brief(reason, t, days));
  return [...(seen ? [t.plan.visit.seen(t.format.dateShort(seen))] : []), ...why].join(" · ");
}
