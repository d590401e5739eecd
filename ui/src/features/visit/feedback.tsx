import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Section } from "../../ipc/types/Section";
import { Button, IconButton } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { useText } from "../../text";
import { addDays } from "../../text/format";
import { type FeedbackRow, rowWith, rowsOf, withRows } from "./draft";
import { FormField, type Scope } from "./fields";
import css from "./fields.module.css";
import { nameOf } from "./layout";
import { useDraft, useStore } from "./store-context";

const NO_ROWS: FeedbackRow[] = [];

/** What the customer says: as many rows as there are, each with its answer and its promise. */
export function Feedback({ section, date }: { section: Section; date: string }) {
  const t = useText();
  const store = useStore();
  const name = section.repeat?.field ?? "";
  const rows = useDraft((draft) => (draft.answers[name] as FeedbackRow[] | undefined) ?? NO_ROWS);
  const change = (make: (rows: FeedbackRow[]) => FeedbackRow[]) =>
    store.change((draft) => withRows(draft, name, make(rowsOf(draft, name))));
  const remove = (index: number) => {
    const gone = rows[index];
    change((all) => all.filter((_, at) => at !== index));
    if (gone && Object.keys(gone).length > 0) {
      toast.say(t.visit.feedback.removed, {
        label: t.app.undo,
        run: () => change((all) => all.toSpliced(index, 0, gone)),
      });
    }
  };
  const [row] = section.rows;
  if (!row) return null;
  return (
    <div className={css.cases}>
      {rows.map((values, index) => {
        const scope: Scope = {
          values,
          put: (field, value) =>
            change((all) => all.map((one, at) => (at === index ? rowWith(one, field, value) : one))),
          path: `${name}[${index}].`,
          copies: false,
        };
        return (
          // Rows have no name but their place; every input shows what the draft holds.
          // oxlint-disable-next-line react/no-array-index-key
          <fieldset key={index} className={css.case}>
            <div className={css.caseHead}>
              <legend className={css.rowLabel}>{t.visit.feedback.nth(index + 1)}</legend>
              <IconButton
                icon="trash"
                label={t.visit.feedback.remove(index + 1)}
                onPress={() => remove(index)}
              />
            </div>
            {row.fields.map((field, at) =>
              field.input === "date" ? (
                <PromisedBy
                  key={field.field}
                  layout={field}
                  name={nameOf(at, row, section, t)}
                  scope={scope}
                  date={date}
                />
              ) : (
                <FormField
                  key={field.field}
                  layout={field}
                  name={nameOf(at, row, section, t)}
                  titled={at > 0}
                  scope={scope}
                />
              ),
            )}
          </fieldset>
        );
      })}
      <div>
        <Button icon="plus" onPress={() => change((all) => [...all, {}])}>
          {rows.length === 0 ? t.visit.feedback.add : t.visit.feedback.addMore}
        </Button>
      </div>
    </div>
  );
}

/** When the answer comes: the sunset of today, tomorrow or the day after in one tap, or any other time. */
function PromisedBy({
  layout,
  name,
  scope,
  date,
}: {
  layout: FieldLayout;
  name: string;
  scope: Scope;
  date: string;
}) {
  const t = useText();
  const { settings } = useStatus();
  const { then: time, ...day } = layout;
  const on = scope.values[layout.field];
  const at = time ? scope.values[time.field] : null;
  return (
    <div className={css.field}>
      <span className={css.label} aria-hidden="true">
        {name}
      </span>
      <div className={css.chips} role="group" aria-label={name}>
        {[0, 1, 2].map((days) => {
          const promised = addDays(date, days);
          const chosen = on === promised && at === settings.sunset_min;
          return (
            <Chip
              key={days}
              on={chosen}
              onPress={() => {
                scope.put(layout.field, chosen ? undefined : promised);
                if (time) scope.put(time.field, chosen ? undefined : settings.sunset_min);
              }}
            >
              {t.visit.feedback.promise(days, t.format.clock(settings.sunset_min))}
            </Chip>
          );
        })}
      </div>
      <div className={css.when}>
        <FormField layout={day} name={t.visit.feedback.day} scope={scope} />
        {time && <FormField layout={time} name={t.visit.feedback.time} scope={scope} />}
      </div>
    </div>
  );
}
