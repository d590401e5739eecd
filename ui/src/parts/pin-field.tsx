import { useId } from "react";
import { FieldNote } from "./field";
import css from "./field.module.css";
import { digitsOf, MOST_DIGITS } from "./pin-pad";

/** A PIN inside a form, shown as dots. */
export function PinField({
  label,
  value,
  onChange,
  error,
  hint,
  autoFocus,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  autoFocus?: boolean;
}) {
  const id = useId();
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={css.input}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        autoFocus={autoFocus}
        value={value}
        maxLength={MOST_DIGITS}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
        onChange={(event) => onChange(digitsOf(event.target.value).slice(0, MOST_DIGITS))}
      />
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}
