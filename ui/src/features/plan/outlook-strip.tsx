import { useReading } from "../../app/data";
import { Sideways } from "../../parts/sideways";
import { useText } from "../../text";
import { addDays, mondayOf } from "../../text/format";
import { fullness } from "./load";
import css from "./outlook-strip.module.css";

/** The weeks that follow in the cycle, as they look now: how many, how far, how full. They may shift. */
export function OutlookStrip({
  week,
  open,
  onOpen,
}: {
  week: string;
  /** The week whose customers are shown beside the board. */
  open: string | null;
  onOpen: (week: string | null) => void;
}) {
  const t = useText();
  const words = t.plan.outlook;
  const outlook = useReading("plan.outlook", { week }, { keep: true });
  const weeks = outlook.data?.weeks.filter((one) => one.week > week) ?? [];
  if (weeks.length === 0) return null;
  return (
    <section className={css.strip} aria-label={words.title}>
      <p className={css.title}>
        {words.title}
        <span className={css.shifts}>{words.mayShift}</span>
      </p>
      <Sideways className={css.weeks}>
        {weeks.map((one) => {
          const full = fullness(one);
          return (
            <button
              key={one.week}
              type="button"
              className={css.week}
              aria-pressed={open === one.week}
              onClick={() => onOpen(open === one.week ? null : one.week)}
            >
              <span className={css.name}>{t.format.week(one.week)}</span>
              <span className={`${css.figures} figures`}>
                {t.format.dateShort(mondayOf(one.week))}–{t.format.dateShort(addDays(mondayOf(one.week), 6))}
              </span>
              <span className={`${css.figures} figures`}>
                {t.plan.visits(one.visits)} · {t.format.distance(one.travel_m)} · {words.full(full)}
              </span>
              <span className={css.bar} data-over={full > 100 || undefined}>
                <span style={{ inlineSize: `${Math.min(100, full)}%` }} />
              </span>
            </button>
          );
        })}
      </Sideways>
    </section>
  );
}
