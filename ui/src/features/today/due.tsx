import { href } from "../../app/router";
import type { IssueSummary } from "../../ipc/types/IssueSummary";
import { owed } from "../../parts/deadline";
import { IssueLine } from "../../parts/issue-line";
import { useText } from "../../text";
import css from "./due.module.css";

/** As many as do not push the round out of sight. */
const MOST = 4;

/** 到期: promises that fall due today or are overdue, the most pressing on top. */
export function Due({ due, now }: { due: readonly IssueSummary[]; now: number }) {
  const t = useText();
  if (due.length === 0) return null;
  const overdue = due.filter((summary) => owed(summary, now, t)?.tone === "overdue").length;
  const rest = due.length - MOST;
  return (
    <section className={css.due} data-overdue={overdue > 0 || undefined}>
      <h2 className={css.head}>
        <span>{t.today.dueTitle}</span>
        <span className={css.count}>{due.length}</span>
        {overdue > 0 && <span className={css.overdue}>{t.issue.overdueCount(overdue)}</span>}
      </h2>
      <ul>
        {due.slice(0, MOST).map((summary) => (
          <li key={summary.issue.id} className={css.row}>
            <a className={css.link} href={href(["issue", summary.issue.id], { scope: "due" })}>
              <IssueLine summary={summary} now={now} />
            </a>
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <a className={css.more} href={href(["issue"], { scope: "due" })}>
          {t.today.dueMore(rest)}
        </a>
      )}
    </section>
  );
}
