import { useNow } from "../../app/clock";
import { useReading } from "../../app/data";
import { href } from "../../app/router";
import type { IssueList } from "../../ipc/types/IssueList";
import { ButtonLink } from "../../parts/button";
import { owed } from "../../parts/deadline";
import { Empty } from "../../parts/empty";
import { IssueLine } from "../../parts/issue-line";
import { useText } from "../../text";
import css from "./issues.module.css";

/** As many promises as the head has room for. */
const MOST = 2;

export function useOpenIssues(customerId: string): IssueList | undefined {
  return useReading("issue.list", { scope: "open", customer_id: customerId, kind: null, text: "" }).data;
}

/** What is still owed to the customer, in the head of the file. */
export function OpenPromises({ list, more }: { list: IssueList; more: string }) {
  const t = useText();
  const now = useNow();
  const rest = list.issues.length - MOST;
  return (
    <ul className={css.promises} aria-label={t.customer.openPromises}>
      {list.issues.slice(0, MOST).map((summary) => {
        const due = owed(summary, now.ms, t);
        return (
          <li key={summary.issue.id}>
            <a className={css.promise} href={href(["issue", summary.issue.id])}>
              <span className={css.label}>{t.customer.openPromises}</span>
              <span className={css.content}>{summary.issue.content}</span>
              {due && <strong data-tone={due.tone}>{due.words}</strong>}
            </a>
          </li>
        );
      })}
      {rest > 0 && (
        <li>
          <a className={css.more} href={more}>
            {t.customer.morePromises(rest)}
          </a>
        </li>
      )}
    </ul>
  );
}

/** 问题: everything the customer ever raised, open ones first. */
export function Issues({ customerId }: { customerId: string }) {
  const t = useText();
  const now = useNow();
  const reading = useReading("issue.list", { scope: "all", customer_id: customerId, kind: null, text: "" });
  const create = (
    <ButtonLink icon="plus" to={href(["issue"], { new: customerId })}>
      {t.customer.issuesNew}
    </ButtonLink>
  );
  if (reading.error) return <Empty icon="warning" title={t.say.error(reading.error)} />;
  if (!reading.data) return null;
  const { issues } = reading.data;
  if (issues.length === 0) {
    return (
      <Empty icon="issue" title={t.customer.issuesNone} text={t.customer.issuesNoneText} action={create} />
    );
  }
  return (
    <>
      <p className={css.actions}>{create}</p>
      <ul className={css.rows}>
        {issues.map((summary) => (
          <li key={summary.issue.id} className={css.row}>
            <a className={css.link} href={href(["issue", summary.issue.id])}>
              <IssueLine summary={summary} now={now.ms} nameless />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
