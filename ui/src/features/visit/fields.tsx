import { type ReactNode, useId } from "react";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import { Button } from "../../parts/button";
import { Chip, Tag } from "../../parts/chip";
import { DateField } from "../../parts/date-field";
import field from "../../parts/field.module.css";
import { useText } from "../../text";
import { isCopiable, isUntouched, orphanedBy, tapped, withCopied } from "./draft";
import css from "./fields.module.css";
import { answerWords, word } from "./layout";
import { useDraft, useLast, useProblem, useStore } from "./store-context";
import { ClockBox, Stepper } from "./stepper";

/** Answers of one place: the draft's own, or a repeated row's. */
export interface Scope {
  values: Record<string, unknown>;
  put: (field: string, value: unknown) => void;
  /** Before the field's name in failures: `feedback[0].`. */
  path: string;
  /** Only what the customer signs was answered at the last visit too. */
  copies: boolean;
}

interface FieldProps {
  /** What stood here last time is drawn elsewhere. */
  bare?: boolean;
  layout: FieldLayout;
  /** What the field is called, read out where it is not written. */
  name: string;
  /** Written above; else it is only read out. */
  titled?: boolean;
  scope: Scope;
}

/** One field of the form with what hangs behind it. Untouched = no answer. */
export function FormField({ layout, name, titled = false, bare = false, scope }: FieldProps) {
  const t = useText();
  const value = scope.values[layout.field];
  const put = (next: unknown) => {
    for (const orphan of orphanedBy(layout, next)) scope.put(orphan, undefined);
    scope.put(layout.field, next);
  };
  const error = useProblem(`${scope.path}${layout.field}`);
  const said = error && t.say.error({ ...error, field: name });
  const chosen = (layout.options ?? []).filter(
    ({ value: one, detail }) => detail && (Array.isArray(value) ? value.includes(one) : value === one),
  );
  return (
    <div className={css.field}>
      {(titled || (scope.copies && !bare)) && (
        <FieldHead layout={layout} name={name} titled={titled} value={value} copies={scope.copies} />
      )}
      <Control layout={layout} name={name} value={value} put={put} error={said} />
      {said && (
        <span className={css.error} role="alert">
          {said}
        </span>
      )}
      {chosen.map(
        ({ value: option, label, detail }) =>
          detail && (
            <FormField
              key={option}
              layout={detail}
              name={word(detail.label, t) || word(label, t)}
              titled
              scope={scope}
            />
          ),
      )}
      {layout.then && (
        <FormField
          layout={layout.then}
          name={word(layout.then.label, t) || word(layout.then.unit, t) || name}
          titled={layout.then.input === "long_text" || layout.then.input === "text"}
          scope={scope}
        />
      )}
    </div>
  );
}

function FieldHead({
  layout,
  name,
  titled,
  value,
  copies,
}: {
  layout: FieldLayout;
  name: string;
  titled: boolean;
  value: unknown;
  copies: boolean;
}) {
  const copy = copies ? <FromLast layout={layout} name={name} value={value} /> : null;
  if (!titled && !copy) return null;
  return (
    <div className={css.fieldHead}>
      {titled && (
        <span className={css.label} aria-hidden="true">
          {name}
        </span>
      )}
      {copy}
    </div>
  );
}

/** What stood here at the last visit, and one tap to take it over. */
export function FromLast({ layout, name, value }: { layout: FieldLayout; name: string; value: unknown }) {
  const t = useText();
  const store = useStore();
  const last = useLast();
  const copied = useDraft((draft) => draft.copied.includes(layout.field));
  const before = last?.answers[layout.field];
  const words = answerWords(layout, before, t);
  if (words === null) return null;
  return (
    <span className={css.last}>
      {copied ? (
        <Tag tone="due">{t.visit.copied}</Tag>
      ) : (
        <span className={css.lastWords}>{t.visit.lastTime(words)}</span>
      )}
      {!copied && isUntouched(value) && isCopiable(layout.field) && (
        <Button
          kind="quiet"
          label={t.visit.copyOf(name)}
          onPress={() => store.change((draft) => withCopied(draft, layout.field, before))}
        >
          {t.visit.copy}
        </Button>
      )}
    </span>
  );
}

function Control({
  layout,
  name,
  value,
  put,
  error,
}: {
  layout: FieldLayout;
  name: string;
  value: unknown;
  put: (value: unknown) => void;
  error: string | null;
}): ReactNode {
  const t = useText();
  switch (layout.input) {
    case "choice":
    case "choices":
      return (
        <div className={css.chips} role="group" aria-label={name}>
          {(layout.options ?? []).map((option) => (
            <Chip
              key={option.value}
              on={Array.isArray(value) ? value.includes(option.value) : value === option.value}
              onPress={() => put(tapped(layout, value, option.value))}
            >
              {word(option.label, t)}
            </Chip>
          ))}
        </div>
      );
    case "toggle":
      return (
        <div className={css.chips}>
          <Chip on={value === true} onPress={() => put(value === true ? undefined : true)}>
            {word(layout.label, t) || name}
          </Chip>
        </div>
      );
    case "number":
      return <Stepper label={name} value={value} unit={word(layout.unit, t)} onChange={put} />;
    case "date":
      return (
        <DateField
          label={name}
          hideLabel
          value={typeof value === "string" ? value : null}
          onChange={(date) => put(date ?? undefined)}
        />
      );
    case "time":
      return <ClockBox label={name} value={value} onChange={put} />;
    default:
      return (
        <TextBox
          label={name}
          long={layout.input === "long_text"}
          value={typeof value === "string" ? value : ""}
          onChange={put}
          wrong={error !== null}
        />
      );
  }
}

/** A text that is kept with every stroke; it takes the keyboard's dictation. */
export function TextBox({
  label,
  value,
  onChange,
  long = false,
  wrong = false,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  long?: boolean;
  wrong?: boolean;
  placeholder?: string;
}) {
  const id = useId();
  const shared = {
    id,
    className: field.input,
    value,
    placeholder,
    "aria-label": label,
    "aria-invalid": wrong || undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return long ? <textarea {...shared} rows={1} /> : <input {...shared} type="text" />;
}
