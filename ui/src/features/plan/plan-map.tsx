import { useMemo } from "react";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Map, type Line, type Place } from "../../parts/map";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { inOrder } from "./board";
import css from "./plan-map.module.css";

interface Where {
  lat_e7: number;
  lng_e7: number;
}

/** The week's rounds, a colour for each day; the day under the pointer stands out. */
export function PlanMap({
  board,
  lit,
  selected,
  onOpen,
  onDay,
}: {
  board: PlanBoard;
  /** The day to bring out; none = all alike. */
  lit: string | null;
  selected: string | null;
  onOpen: (id: string) => void;
  onDay: (date: string | null) => void;
}) {
  const t = useText();
  const { places, lines } = useMemo(() => {
    const start: Where | null =
      board.start_lat_e7 !== null && board.start_lng_e7 !== null
        ? { lat_e7: board.start_lat_e7, lng_e7: board.start_lng_e7 }
        : null;
    const drawn: Place[] = start ? [{ ...start, id: "start", tone: "start", label: t.plan.start }] : [];
    const rounds: Line[] = [];
    for (const day of board.days) {
      const weekday = weekdayOf(day.date);
      const dim = lit !== null && lit !== day.date;
      const round: Where[] = [];
      for (const visit of inOrder(day.visits)) {
        const { lat_e7, lng_e7, name } = visit.customer;
        if (lat_e7 === null || lng_e7 === null) continue;
        round.push({ lat_e7, lng_e7 });
        drawn.push({
          id: visit.id,
          lat_e7,
          lng_e7,
          mark: String(visit.order),
          label: `${t.format.weekday(weekday)} ${visit.order} ${name}`,
          day: weekday,
          dim,
        });
      }
      if (round.length > 0) {
        rounds.push({ id: day.date, places: start ? [start, ...round, start] : round, day: weekday, dim });
      }
    }
    return { places: drawn, lines: rounds };
  }, [board, lit, t]);

  return (
    <div className={css.map}>
      <Map
        label={t.plan.map}
        places={places}
        lines={lines}
        lit={selected}
        onPlace={(id) => {
          if (id !== "start") onOpen(id);
        }}
      />
      <ul className={css.legend}>
        {board.days
          .filter((day) => day.visits.length > 0)
          .map((day) => (
            <li key={day.date}>
              <button
                type="button"
                aria-pressed={lit === day.date}
                onClick={() => onDay(lit === day.date ? null : day.date)}
              >
                <span className={css.swatch} data-day={weekdayOf(day.date)} />
                {t.format.weekday(weekdayOf(day.date))}
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}
