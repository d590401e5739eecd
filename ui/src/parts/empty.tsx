import type { ReactNode } from "react";
import css from "./empty.module.css";
import { Icon, type IconName } from "./icon";

/** Nothing here yet: what it means, and what to do first. */
export function Empty({
  icon,
  title,
  text,
  action,
  page,
}: {
  icon: IconName;
  title: string;
  text?: string;
  action?: ReactNode;
  /** It is all there is on the screen. */
  page?: boolean;
}) {
  return (
    <div className={css.empty}>
      <Icon name={icon} size={36} />
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {text && <p className={css.text}>{text}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
