import type { BoardDay } from "../../ipc/types/BoardDay";
import { Menu } from "../../parts/menu";
import { type Text, useText } from "../../text";
import { weekdayOf } from "../../text/format";
import css from "./day-head.module.css";
import { holdsVisits } from "./board";
import { isOverfull, loadOf } from "./load";

/** What the day's menu asks for. */
export type DayAsk = "gpx" | "ics" | "lost" | "missed";

/** The day's name, how much is in it, and how that stands against the working day. */
export function DayHead({
  day,
  today,
  onAsk,
}: {
  day: BoardDay;
  today: string;
  onAsk: (what: DayAsk, date: string) => void;
}) {
  const t = useText();
  const holiday = day.kind === "holiday";
  const weekday = t.format.weekday(weekdayOf(day.date));
  const unrecorded = day.date < today ? unrecordedOf(day) : 0;
  return (
    <header className={css.head} data-today={day.date === today || undefined}>
      {day.visits.length > 0 && (
        <span className={css.menu}>
          <Menu
            label={t.plan.dayMore(t.format.dateDay(day.date))}
            items={[
              { name: "gpx", label: t.plan.dayGpx, icon: "route" },
              { name: "ics", label: t.plan.dayIcs, icon: "calendar" },
              ...(day.date >= today ? [{ name: "lost", label: t.plan.dayLost, icon: "close" as const }] : []),
              ...(unrecorded > 0
                ? [{ name: "missed", label: t.plan.dayMissed(unrecorded), icon: "close" as const }]
                : []),
            ]}
            onChoose={(name) => onAsk(name as DayAsk, day.date)}
          />
        </span>
      )}
      <h2 className={css.title}>
        {holiday ? <s>{weekday}</s> : <span>{weekday}</span>}
        <span className={css.date}>{t.format.date(day.date)}</span>
        {day.date === today && <span className={css.today}>{t.plan.today}</span>}
      </h2>
      {special(day, t) && (
        <p className={css.special} data-kind={day.kind}>
          {special(day, t)}
        </p>
      )}
      {(holdsVisits(day) || day.visits.length > 0) && <DayLoad day={day} />}
    </header>
  );
}

/** Visits of a day that nobody has said anything of. */
export function unrecordedOf(day: BoardDay): number {
  return day.visits.filter((visit) => visit.state === "planned").length;
}

/** What is out of the ordinary about the day, in words. */
export function special(day: BoardDay, t: Text): string | null {
  switch (day.kind) {
    case "working":
      return day.name;
    case "make_up":
      return day.name ? t.plan.makeUpFor(day.name) : t.plan.dayKind.make_up;
    default:
      return day.name ?? t.plan.dayKind[day.kind];
  }
}

function DayLoad({ day }: { day: BoardDay }) {
  const t = useText();
  const load = loadOf(day);
  const used = t.format.span(load.usedMin);
  const left = [
    load.overVisits > 0 && t.plan.overVisits(load.overVisits),
    load.overMin > 0 ? t.plan.over(t.format.span(load.overMin)) : t.plan.free(t.format.span(load.freeMin)),
  ].filter(Boolean);
  return (
    <>
      <p className={`${css.figures} figures`}>
        <span>
          {t.plan.visits(day.visits.length)} · {t.format.distance(day.travel_m)}
        </span>
        <span>{used}</span>
      </p>
      <div
        className={css.bar}
        data-over={isOverfull(load) || undefined}
        role="img"
        aria-label={t.plan.loadOf(used, t.format.span(load.workingMin))}
      >
        <span style={{ inlineSize: `${Math.min(100, load.share * 100)}%` }} />
      </div>
      <p className={`${css.left} figures`} data-over={isOverfull(load) || undefined}>
        {left.join(" · ")}
      </p>
      {day.uneven && <p className={css.uneven}>{t.say.uneven(day.uneven)}</p>}
    </>
  );
}
