import type { ReactNode } from "react";
import css from "./page-head.module.css";

/** The head of a screen: title, one line of facts, actions on the right. */
export function PageHead({
  title,
  facts,
  lead,
  children,
}: {
  title: ReactNode;
  facts?: ReactNode;
  /** Before the title, such as a way back. */
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className={css.head}>
      {lead}
      <div className={css.words}>
        <h1 className={css.title}>{title}</h1>
        {facts && <p className={css.facts}>{facts}</p>}
      </div>
      {children && <div className={css.actions}>{children}</div>}
    </header>
  );
}
