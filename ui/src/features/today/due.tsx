import { href } from "../../app/router";
import type { IssueSummary } from "../../ipc/types/IssueSummary";
import { Tag } from "../../parts/chip";
import { owed } from "../../parts/deadline";
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
            <DueRow summary={summary} now={now} />
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

/** One line: whose, what is owed, and until when. */
function DueRow({ summary, now }: { summary: IssueSummary; now: number }) {
  const t = useText();
  const { issue } = summary;
  const due = owed(summary, now, t);
  return (
    <a
      className={css.link}
      data-tone={due?.tone}
      href={href(["issue", issue.id], { scope: "due" })}
      title={issue.content}
    >
      <span className={css.dot} aria-hidden="true" />
      <span className={css.name}>{summary.customer_name}</span>
      {issue.urgent && <Tag tone="overdue">{t.issue.urgent}</Tag>}
      <span className={css.content}>
        {due?.what} {issue.content}
      </span>
      <span className={css.stands}>{due?.words}</span>
    </a>
  );
}
