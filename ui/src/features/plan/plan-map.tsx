import { useMemo, useState } from "react";
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Map } from "../../parts/map";
import { Sideways } from "../../parts/sideways";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import css from "./plan-map.module.css";
import { roundsOf } from "./rounds";

const NONE: readonly string[] = [];

/** The week's rounds, a colour for each day; the legend hides and shows days, the day under the pointer stands out. */
export function PlanMap({
  board,
  lit,
  selected,
  onOpen,
}: {
  board: PlanBoard;
  /** The day to bring out; none = all alike. */
  lit: string | null;
  selected: string | null;
  onOpen: (id: string) => void;
}) {
  const t = useText();
  const [hidden, setHidden] = useState(NONE);
  const { places, lines } = useMemo(() => roundsOf(board, lit, hidden, t), [board, lit, hidden, t]);

  const days = board.days.filter((day) => day.visits.length > 0);
  const turn = (date: string) => {
    const rest = hidden.filter((other) => other !== date);
    setHidden(rest.length < hidden.length ? rest : [...hidden, date]);
  };

  return (
    <div className={css.map}>
      <Sideways className={css.legend} role="group" aria-label={t.plan.legend}>
        {days.map((day) => (
          <LegendDay
            key={day.date}
            day={day}
            shown={!hidden.includes(day.date)}
            lit={lit === day.date}
            onTurn={() => turn(day.date)}
          />
        ))}
        {hidden.length > 0 && (
          <button type="button" className={css.all} onClick={() => setHidden(NONE)}>
            {t.plan.showAllDays}
          </button>
        )}
      </Sideways>
      <div className={css.ground}>
        <Map
          label={t.plan.map}
          places={places}
          lines={lines}
          lit={selected}
          onPlace={(id) => {
            if (id !== "start" && id !== "end") onOpen(id);
          }}
        />
      </div>
    </div>
  );
}

/** A day of the legend: its colour, its name, how many, how far and how long. */
function LegendDay({
  day,
  shown,
  lit,
  onTurn,
}: {
  day: BoardDay;
  shown: boolean;
  lit: boolean;
  onTurn: () => void;
}) {
  const t = useText();
  const weekday = weekdayOf(day.date);
  const name = t.format.weekday(weekday);
  return (
    <button
      type="button"
      className={css.day}
      aria-pressed={shown}
      data-lit={lit || undefined}
      title={shown ? t.plan.hideDay(name) : t.plan.showDay(name)}
      onClick={onTurn}
    >
      <span className={css.swatch} data-day={weekday} />
      <span className={css.name}>{name}</span>
      <span className={`${css.figures} figures`}>
        {t.plan.visits(day.visits.length)} · {t.format.distance(day.travel_m)} ·{" "}
        {t.format.span(day.travel_min)}
      </span>
    </button>
  );
}
