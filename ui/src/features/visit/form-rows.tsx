import { memo, useState } from "react";
import type { RowLayout } from "../../ipc/types/RowLayout";
import type { Section } from "../../ipc/types/Section";
import { Button } from "../../parts/button";
import { useText } from "../../text";
import { type Bag, bagOf, isUntouched, withAnswer } from "./draft";
import { FormField, FromLast, type Scope } from "./fields";
import css from "./fields.module.css";
import { nameOf, rowNames, word } from "./layout";
import { useAnswers, useStore } from "./store-context";

/** Answers that call for words: what is to be improved, what happened nearby. */
const CALL_FOR_WORDS: readonly unknown[] = ["improve", "some"];

/** The rows of a section as the form lays them out. */
export function FormRows({ section }: { section: Section }) {
  return (
    <div>
      {section.rows.map((row) => (
        <FormRow key={row.fields[0]?.field} row={row} section={section} />
      ))}
    </div>
  );
}

/** The draft's own answers as a scope. */
export function useTopScope(bag: Bag, names: readonly string[]): Scope {
  const store = useStore();
  const values = useAnswers(bag, names);
  return {
    values,
    put: (field, value) => store.change((draft) => withAnswer(draft, bag, field, value)),
    path: "",
    copies: bag === "answers",
  };
}

export const FormRow = memo(function FormRow({ row, section }: { row: RowLayout; section: Section }) {
  const t = useText();
  const bag = bagOf(section.part, row.fields[0]?.field ?? "");
  const scope = useTopScope(bag, rowNames(row));
  const [opened, setOpened] = useState(false);
  const [first, ...notes] = row.fields;
  if (!first) return null;
  const label = word(row.label, t);
  const shown =
    opened ||
    CALL_FOR_WORDS.includes(scope.values[first.field]) ||
    notes.some(({ field }) => !isUntouched(scope.values[field]));
  const name = nameOf(0, row, section, t);
  return (
    <div className={css.row} data-table={label !== "" || undefined}>
      {label && (
        <span className={css.rowLabel} aria-hidden="true">
          {label}
        </span>
      )}
      {scope.copies && <FromLast layout={first} name={name} value={scope.values[first.field]} />}
      <div className={css.control}>
        <FormField layout={first} name={name} scope={scope} bare />
        {notes.length > 0 && !shown && (
          <Button kind="quiet" icon="edit" label={t.visit.addNoteTo(name)} onPress={() => setOpened(true)}>
            {t.visit.addNote}
          </Button>
        )}
      </div>
      {notes.length > 0 && shown && (
        <div className={css.notes}>
          {notes.map((note, index) => (
            <FormField
              key={note.field}
              layout={note}
              name={nameOf(index + 1, row, section, t)}
              titled={notes.length > 1}
              scope={scope}
            />
          ))}
        </div>
      )}
    </div>
  );
});
