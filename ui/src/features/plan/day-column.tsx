import { useDroppable } from "@dnd-kit/core";
import { memo, useMemo } from "react";
import type { BoardDay } from "../../ipc/types/BoardDay";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { holdsVisits, inOrder, isThin } from "./board";
import css from "./day-column.module.css";
import { type DayAsk, DayHead, special } from "./day-head";
import { VisitCard } from "./visit-card";

interface DayColumnProps {
  day: BoardDay;
  today: string;
  retiming: boolean;
  /** The visit whose panel is open, if it stands in this day. */
  selected: string | null;
  /** The visit lifted by keyboard, if it stands in this day. */
  lifted: string | null;
  /** The one card of the board that Tab reaches, if it stands in this day. */
  tabbable: string | null;
  /** The visit hanging under the pointer, if it stands in this day. */
  dragged: string | null;
  /** The id of the words that tell how a card is moved. */
  instructions: string;
  /** What the lifted visit costs here. */
  cost: string | null;
  /** Where the dragged visit would stand here; counts from 1 without it. */
  aim: number | null;
  onOpen: (id: string) => void;
  onLock: (id: string, locked: boolean) => void;
  onPoint: (date: string | null) => void;
  onDayAsk: (what: DayAsk, date: string) => void;
}

export const DayColumn = memo(function DayColumn(props: DayColumnProps) {
  const { day, aim, dragged, onOpen, onLock, onPoint } = props;
  const t = useText();
  const { setNodeRef } = useDroppable({ id: day.date, disabled: !holdsVisits(day) });
  const visits = useMemo(() => inOrder(day.visits), [day.visits]);
  const label = t.format.dateDay(day.date);

  if (isThin(day)) {
    const name = special(day, t);
    const weekday = t.format.weekday(weekdayOf(day.date));
    return (
      <section className={css.thin} aria-label={`${label} ${name ?? ""}`}>
        <h2>{day.kind === "holiday" ? <s>{weekday}</s> : weekday}</h2>
        <p className="figures">{t.format.dateShort(day.date)}</p>
        <p className={css.upright}>{name}</p>
      </section>
    );
  }

  let passed = 0;
  const line = <li key="line" className={css.line} aria-hidden="true" />;
  return (
    <section
      ref={setNodeRef}
      className={css.day}
      data-day={day.date}
      data-aimed={aim !== null || undefined}
      data-kind={day.kind}
      aria-label={label}
      onPointerEnter={() => onPoint(day.date)}
      onPointerLeave={() => onPoint(null)}
    >
      <DayHead day={day} today={props.today} onAsk={props.onDayAsk} />
      <ol className={css.visits}>
        {/* Flat, or a card put in would make every later one anew. */}
        {visits.flatMap((visit) => {
          const before = visit.id !== dragged && aim === ++passed ? line : null;
          return [
            before,
            <VisitCard
              key={visit.id}
              visit={visit}
              retiming={props.retiming}
              selected={props.selected === visit.id}
              lifted={props.lifted === visit.id}
              dragging={dragged === visit.id}
              cost={props.lifted === visit.id ? props.cost : null}
              tabbable={props.tabbable === visit.id}
              instructions={props.instructions}
              onOpen={onOpen}
              onLock={onLock}
            />,
          ];
        })}
        {aim !== null && aim > passed && line}
        {visits.length === 0 && aim === null && <li className={css.none}>{t.plan.emptyDay}</li>}
      </ol>
    </section>
  );
});
