import css from "./switch.module.css";

export function Switch({
  label,
  on,
  onChange,
  hint,
  disabled,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  hint?: string;
  disabled?: boolean;
}) {
  return (
    <label className={css.row}>
      <span className={css.words}>
        <span>{label}</span>
        {hint && <span className={css.hint}>{hint}</span>}
      </span>
      <input
        type="checkbox"
        role="switch"
        className={css.switch}
        checked={on}
        aria-checked={on}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}
