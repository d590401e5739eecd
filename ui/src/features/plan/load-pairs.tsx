import type { DayLoad } from "../../ipc/types/DayLoad";
import type { PlanSums } from "../../ipc/types/PlanSums";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import css from "./load-pairs.module.css";

/** Each day's minutes now and in the proposal, as two bars against the fullest day or the longest working day. */
export function LoadPairs({ before, after }: { before: PlanSums; after: PlanSums }) {
  const t = useText();
  const words = t.plan.difference;
  const pairs = after.days.flatMap((day) => {
    const was = before.days.find(({ date }) => date === day.date);
    return was && (usedMin(was) > 0 || usedMin(day) > 0 || day.working_min > 0) ? [{ was, day }] : [];
  });
  const most = Math.max(1, ...pairs.flatMap(({ was, day }) => [usedMin(was), usedMin(day), day.working_min]));
  const share = (minutes: number) => `${(minutes / most) * 100}%`;
  return (
    <figure className={css.pairs}>
      <figcaption className={css.legend}>
        <span className={css.key} data-side="before" />
        {words.now}
        <span className={css.key} data-side="after" />
        {words.planned}
        <span className={css.key} data-side="holds" />
        {words.holds}
      </figcaption>
      <ul className={css.days}>
        {pairs.map(({ was, day }) => {
          const weekday = t.format.weekday(weekdayOf(day.date));
          const [from, to] = [t.format.span(usedMin(was)), t.format.span(usedMin(day))];
          return (
            <li key={day.date} className={css.day}>
              <span className={css.name}>{weekday}</span>
              <span className={css.bars} aria-hidden="true">
                <span className={css.bar} data-side="before" style={{ inlineSize: share(usedMin(was)) }} />
                <span
                  className={css.bar}
                  data-side="after"
                  data-over={usedMin(day) > day.working_min || undefined}
                  style={{ inlineSize: share(usedMin(day)) }}
                />
                {day.working_min > 0 && (
                  <span className={css.mark} style={{ insetInlineStart: share(day.working_min) }} />
                )}
              </span>
              <span className={`${css.figures} figures`}>
                {from === to ? to : words.between(from, to)}
                {day.capacity > 0 && day.visits > day.capacity && (
                  <strong className={css.over}>{words.overCapacity(day.capacity)}</strong>
                )}
                <span className={css.visits}>{words.dayVisits(was.visits, day.visits)}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}

function usedMin({ travel_min, visit_min }: DayLoad): number {
  return travel_min + visit_min;
}
