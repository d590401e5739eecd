import type { ReactNode } from "react";
import css from "./chip.module.css";

/** A choice that is on or off: a filter with its count, a weekday. */
export function Chip({
  children,
  on,
  onPress,
  count,
  disabled,
}: {
  children: ReactNode;
  on: boolean;
  onPress: () => void;
  count?: number;
  disabled?: boolean;
}) {
  return (
    <button type="button" className={css.chip} aria-pressed={on} disabled={disabled} onClick={onPress}>
      <span className={css.word}>{children}</span>
      {count !== undefined && <span className={css.count}>{count}</span>}
    </button>
  );
}

/** A word that marks a state; the tone never says it alone. */
export function Tag({
  children,
  tone = "plain",
}: {
  children: ReactNode;
  tone?: "plain" | "ink" | "due" | "overdue";
}) {
  return (
    <span className={css.tag} data-tone={tone}>
      {children}
    </span>
  );
}
