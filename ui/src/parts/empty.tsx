import type { ReactNode } from "react";
import css from "./empty.module.css";
import { Icon, type IconName } from "./icon";

/** Nothing here yet: what it means, and what to do first. */
export function Empty({
  icon,
  title,
  text,
  action,
}: {
  icon: IconName;
  title: string;
  text?: string;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <Icon name={icon} size={36} />
      <h2>{title}</h2>
      {text && <p className={css.text}>{text}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
