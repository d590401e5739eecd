import { href } from "../../app/router";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { TodayView } from "../../ipc/types/TodayView";
import { Badge } from "../../parts/badge";
import { Button, ButtonLink } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { brief, byWeight, leadingReasons } from "../../parts/reasons";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import type { DayProgress } from "./progress";
import css from "./stops.module.css";
import { useMissed } from "./use-missed";

interface StopsProps {
  view: TodayView;
  progress: DayProgress;
  open: string | null;
  onOpen: (id: string) => void;
}

/** Today's round from the first stop to the way home; one stop is open. */
export function Stops({ view, progress, open, onOpen }: StopsProps) {
  const t = useText();
  return (
    <section className={css.round}>
      <h2 className="unseen">{t.today.stops}</h2>
      <ol className={css.stops}>
        {progress.stops.map((visit) => (
          <Stop
            key={visit.id}
            visit={visit}
            week={view.week}
            isNext={visit.id === progress.next?.id}
            open={visit.id === open}
            onOpen={onOpen}
          />
        ))}
      </ol>
      {view.day.end_min !== null && (
        <p className={`${css.home} figures`}>{t.today.end(t.format.clock(view.day.end_min))}</p>
      )}
    </section>
  );
}

function Stop({
  visit,
  week,
  isNext,
  open,
  onOpen,
}: {
  visit: BoardVisit;
  week: string;
  isNext: boolean;
  open: boolean;
  onOpen: (id: string) => void;
}) {
  const t = useText();
  const { customer } = visit;
  const state =
    visit.state === "planned" ? (isNext ? "next" : "planned") : visit.state === "done" ? "done" : "missed";
  const orders = customer.order_weekday === weekdayOf(visit.date);
  return (
    <li className={css.stop} data-state={state} data-open={open || undefined}>
      <button type="button" className={css.row} aria-expanded={open} onClick={() => onOpen(visit.id)}>
        <span className={css.mark} aria-hidden="true">
          {state === "done" && <Icon name="check" size={18} />}
          {state === "missed" && <Icon name="close" size={16} />}
          {state === "next" && <Icon name="play" size={16} />}
        </span>
        <span className={`${css.order} figures`}>{visit.order}</span>
        <span className={`${css.time} figures`}>{t.format.clock(visit.arrive_min)}</span>
        <span className={css.words}>
          <span className={css.head}>
            <span className={css.name}>{customer.name}</span>
            <Badge of={customer.class} />
          </span>
          <span className={css.line}>
            {visit.key_points
              ? `${t.today.keyPoints} ${visit.key_points}`
              : leadingReasons(visit.reasons)
                  .map((reason) => brief(reason, t))
                  .join(" · ")}
          </span>
        </span>
        <span className={css.tags}>
          {orders && <Tag tone="due">{t.today.ordersToday}</Tag>}
          {state !== "planned" && (
            <Tag tone={state === "missed" ? "overdue" : "ink"}>{t.today.marks[state]}</Tag>
          )}
        </span>
      </button>
      {open && <StopFile visit={visit} week={week} />}
    </li>
  );
}

function StopFile({ visit, week }: { visit: BoardVisit; week: string }) {
  const t = useText();
  const { customer } = visit;
  const missed = useMissed();
  return (
    <div className={css.file}>
      <ul className={css.facts}>
        {visit.key_points && (
          <li>
            <strong>{t.today.keyPoints}</strong> {visit.key_points}
          </li>
        )}
        {customer.address && <li>{customer.address}</li>}
        <li className="soft">
          {byWeight(visit.reasons)
            .map((reason) => t.say.reason(reason))
            .join(t.today.between)}
        </li>
        {visit.purposes.length > 0 && (
          <li className="soft">
            {t.plan.visit.purposes}{" "}
            {visit.purposes.map((purpose) => t.shared.purposes[purpose]).join(t.today.between)}
          </li>
        )}
      </ul>
      <div className={css.actions}>
        {customer.phone && !customer.phone.includes("*") && (
          <a className={css.phone} href={`tel:${customer.phone}`}>
            <Icon name="phone" size={18} />
            <span className="figures">{customer.phone}</span>
          </a>
        )}
        <ButtonLink icon="customer" to={href(["customer", customer.id])}>
          {t.plan.visit.openFile}
        </ButtonLink>
        <ButtonLink kind="quiet" icon="plan" to={href(["plan", week], { visit: visit.id, day: visit.date })}>
          {t.today.details}
        </ButtonLink>
        {visit.state !== "done" && (
          <Button
            kind="quiet"
            busy={missed.busy}
            onPress={() => missed.mark(visit, visit.state !== "missed")}
          >
            {visit.state === "missed" ? t.today.notMissed : t.today.markMissed}
          </Button>
        )}
      </div>
    </div>
  );
}
