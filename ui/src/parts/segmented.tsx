import { useId } from "react";
import css from "./segmented.module.css";

export interface Choice<V extends string> {
  value: V;
  label: string;
}

/** One of a few, all in sight. Radio buttons underneath, so that arrows and screen readers know them. */
export function Segmented<V extends string>({
  label,
  choices,
  value,
  onChange,
  hideLabel,
}: {
  label: string;
  choices: readonly Choice<V>[];
  value: V | null;
  onChange: (value: V) => void;
  hideLabel?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className={css.field}>
      <legend className={hideLabel ? "unseen" : css.legend}>{label}</legend>
      <div className={css.choices}>
        {choices.map((choice) => (
          <label key={choice.value} className={css.choice}>
            <input
              type="radio"
              name={name}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
