import type { IssueSummary } from "../ipc/types/IssueSummary";
import { useText } from "../text";
import { owed } from "./deadline";
import css from "./issue-line.module.css";
import { Urgent } from "./urgent";

/** An issue as it looks everywhere: whose, what was said, and what is owed until when. */
export function IssueLine({
  summary,
  now,
  nameless,
}: {
  summary: IssueSummary;
  /** UTC milliseconds. */
  now: number;
  /** Where the customer is known from around it. */
  nameless?: boolean;
}) {
  const t = useText();
  const { issue } = summary;
  const due = owed(summary, now, t);
  return (
    <span className={css.line}>
      <span className={css.words}>
        <span className={css.head}>
          <span className={css.name}>{nameless ? issue.content : summary.customer_name}</span>
          {issue.urgent && <Urgent />}
        </span>
        <span className={css.grey}>
          {t.issue.kinds[issue.kind]}
          {issue.category && ` · ${t.issue.categories[issue.category]}`}
          {!nameless && ` · ${issue.content}`}
        </span>
      </span>
      <span className={css.due} data-tone={due?.tone}>
        {due ? (
          <>
            <span className={css.stands}>{due.words}</span>
            <span className={css.what}>{due.what}</span>
          </>
        ) : (
          <span className={css.what}>
            {summary.superseded ? t.issue.supersededShort : t.issue.state[stateOf(issue)]}
          </span>
        )}
      </span>
    </span>
  );
}

/** How far a case has come. */
export function stateOf(
  issue: Pick<IssueSummary["issue"], "answered_at" | "resolved_at" | "told_at">,
): "waiting" | "answered" | "resolved" | "closed" {
  if (issue.resolved_at !== null) return issue.told_at === null ? "resolved" : "closed";
  return issue.answered_at === null ? "waiting" : "answered";
}
