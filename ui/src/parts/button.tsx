import type { ReactNode } from "react";
import css from "./button.module.css";
import { Icon, type IconName } from "./icon";

export interface ButtonProps {
  children: ReactNode;
  onPress?: () => void;
  /** One `primary` on a screen; `danger` only where something is lost. */
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  disabled?: boolean;
  /** Work is under way: the button stays in its place and cannot be pressed again. */
  busy?: boolean;
  type?: "button" | "submit";
  /** The id of the form that it submits, where it stands outside. */
  form?: string;
  label?: string;
  title?: string;
}

export function Button({
  children,
  onPress,
  kind = "plain",
  icon,
  disabled,
  busy,
  type = "button",
  form,
  label,
  title,
}: ButtonProps) {
  return (
    <button
      type={type}
      form={form}
      className={css.button}
      data-kind={kind}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      aria-label={label}
      title={title}
      onClick={onPress}
    >
      {icon && <Icon name={icon} size={18} />}
      <span className={css.word}>{children}</span>
    </button>
  );
}

/** A link that looks like a button: it leads somewhere. */
export function ButtonLink({
  children,
  to,
  kind = "plain",
  icon,
}: {
  children: ReactNode;
  to: string;
  kind?: "primary" | "plain" | "quiet";
  icon?: IconName;
}) {
  return (
    <a className={css.button} data-kind={kind} href={to}>
      {icon && <Icon name={icon} size={18} />}
      <span className={css.word}>{children}</span>
    </a>
  );
}

/** An icon alone, with its word for those who cannot see it and on hover. */
export function IconButton({
  icon,
  label,
  onPress,
  disabled,
  pressed,
}: {
  icon: IconName;
  label: string;
  onPress?: () => void;
  disabled?: boolean;
  /** A switch: locked or not. */
  pressed?: boolean;
}) {
  return (
    <button
      type="button"
      className={css.icon}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
