import { type KeyboardEvent, useRef } from "react";
import type { LaterDay } from "../../ipc/types/LaterDay";
import { useText } from "../../text";
import css from "./later.module.css";
import { CELLS, keyOf } from "./later-entry";
import { GridRow } from "./later-row";
import type { PutRow } from "./use-later";

const FIRST_LINE = ["arrived", "left", "outcome", "sales", "supply", "stock"] as const;
/** Behind 反映. */
const SECOND_LINE = ["rating", "next", "signed"] as const;

/**
 * The paper day as a sheet of cells, two lines to a visit so that a tablet shows them all. Enter goes to the next
 * visit, Tab goes on, arrows move.
 */
export function LaterGrid({
  day,
  put,
  onRow,
}: {
  day: LaterDay;
  put: PutRow;
  /** The row that is being typed in. */
  onRow: (key: string) => void;
}) {
  const t = useText();
  const table = useRef<HTMLTableElement>(null);
  const columns = t.scan.columns;

  const go = (row: number, cell: string) =>
    table.current?.querySelector<HTMLElement>(`[data-row="${row}"] [data-cell="${cell}"]`);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const { cell } = target.dataset;
    const at = Number(target.closest<HTMLElement>("[data-row]")?.dataset.row);
    if (!cell || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = down(event, target) ?? 0;
    const aside = across(event, target);
    let found: HTMLElement | null | undefined = null;
    // Rows that cannot be typed in are passed over.
    if (to !== 0)
      for (let row = at + to; row >= 0 && row < day.rows.length && !found; row += to) found = go(row, cell);
    else if (aside !== 0) found = go(at, CELLS[CELLS.findIndex((name) => name === cell) + aside] ?? "");
    else return;
    event.preventDefault();
    found?.focus();
    if (found instanceof HTMLInputElement && found.type === "text") found.select();
  };

  return (
    <div className={css.scroller}>
      {/* The keys belong to the cells; they are heard here because they lead from one to another. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table ref={table} className={css.grid} onKeyDown={onKeyDown}>
        <caption className="unseen">
          {t.scan.laterTitle} {t.format.dateDay(day.date)}. {t.scan.laterKeys}
        </caption>
        <colgroup>
          <col className={css.wide} />
          <col className={css.narrow} />
          <col className={css.narrow} />
          <col span={4} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className={css.customer}>
              {columns.customer}
            </th>
            {FIRST_LINE.map((name) => (
              <th key={name} scope="col">
                {columns[name]}
              </th>
            ))}
          </tr>
          <tr>
            <th scope="col" colSpan={3}>
              {columns.feedback}
            </th>
            {SECOND_LINE.map((name) => (
              <th key={name} scope="col">
                {columns[name]}
              </th>
            ))}
          </tr>
        </thead>
        {day.rows.map((row, index) => {
          const key = keyOf(row);
          return <GridRow key={key} row={row} index={index} day={day} put={put} onFocus={() => onRow(key)} />;
        })}
      </table>
    </div>
  );
}

/** Rows to move by: Enter everywhere, arrows where they do not choose. */
function down(event: KeyboardEvent, target: HTMLElement): number {
  if (event.key === "Enter") return event.shiftKey ? -1 : 1;
  if (target instanceof HTMLSelectElement || event.shiftKey) return 0;
  return event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
}

/** Cells to move by: at the end of a text, and always from a choice. */
function across(event: KeyboardEvent, target: HTMLElement): number {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0 || event.shiftKey) return 0;
  if (!(target instanceof HTMLInputElement) || target.type !== "text") return step;
  const { selectionStart: from, selectionEnd: to, value } = target;
  const whole = from === 0 && to === value.length;
  if (whole) return step;
  if (from !== to) return 0;
  return (step === 1 ? from === value.length : from === 0) ? step : 0;
}
