import { useState } from "react";
import type { ColumnUse } from "../../../ipc/types/ColumnUse";
import { Icon } from "../../../parts/icon";
import { Select } from "../../../parts/select";
import { useText } from "../../../text";
import css from "./import.module.css";
import { FIELDS } from "./mapping";

/** Each column of the workbook, an example out of it, and what it is imported as. */
export function Columns({
  columns,
  open,
  unread,
  disabled,
  onMap,
}: {
  columns: readonly ColumnUse[];
  /** The reading failed for want of columns: they are shown at once. */
  open: boolean;
  /** What the headings were recognised as is not known yet. */
  unread: boolean;
  disabled: boolean;
  onMap: (heading: string, field: string) => void;
}) {
  const t = useText();
  const words = t.customer.importing;
  const [shown, setShown] = useState(open);
  const used = columns.filter(({ field }) => field !== null).length;
  const options = [
    { value: "", label: unread ? words.recognised : words.leaveOut },
    ...FIELDS.map((field) => ({ value: field, label: t.say.field(field) })),
  ];
  return (
    <section className={css.columns}>
      <button type="button" className={css.unfold} aria-expanded={shown} onClick={() => setShown(!shown)}>
        <Icon name={shown ? "up" : "down"} size={16} />
        <strong>{words.columns}</strong>
        {!unread && <span className="soft">{words.columnsSum(used, columns.length - used)}</span>}
      </button>
      {shown && (
        <ul className={css.uses} aria-busy={disabled || undefined}>
          {columns.map((column) => (
            <li key={`${column.letter} ${column.heading}`} className={css.use}>
              <span className={css.heading}>
                <span className="soft small">{column.letter}</span>
                <span className={css.clip} title={column.heading}>
                  {column.heading}
                </span>
              </span>
              <span className={css.sample} title={column.sample ?? undefined}>
                {column.sample ?? t.app.none}
              </span>
              <Select
                label={words.fieldFor(column.heading)}
                hideLabel
                options={options}
                value={column.field ?? ""}
                onChange={(field) => onMap(column.heading, field)}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
