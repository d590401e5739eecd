import { useDoing, useSettle } from "../../app/data";
import { href } from "../../app/router";
import type { Duty } from "../../ipc/types/Duty";
import type { IssueSummary } from "../../ipc/types/IssueSummary";
import { Button } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { deadlineWords, owed } from "../../parts/deadline";
import { useText } from "../../text";
import css from "./due.module.css";

/** As many as do not push the round out of sight. */
const MOST = 4;

interface DueProps {
  due: readonly IssueSummary[];
  duties: readonly Duty[];
  now: number;
}

/** 到期: promises that fall due today or are overdue, the most pressing on top; then what the office waits for. */
export function Due({ due, duties, now }: DueProps) {
  const t = useText();
  if (due.length === 0 && duties.length === 0) return null;
  const overdue =
    due.filter((summary) => owed(summary, now, t)?.tone === "overdue").length +
    duties.filter(({ deadline }) => deadlineWords(deadline, now, t).tone === "overdue").length;
  const rest = due.length - MOST;
  return (
    <section className={css.due} data-overdue={overdue > 0 || undefined}>
      <h2 className={css.head}>
        <span>{t.today.dueTitle}</span>
        <span className={css.count}>{due.length + duties.length}</span>
        {overdue > 0 && <span className={css.overdue}>{t.issue.overdueCount(overdue)}</span>}
      </h2>
      <ul>
        {due.slice(0, MOST).map((summary) => (
          <li key={summary.issue.id} className={css.row}>
            <DueRow summary={summary} now={now} />
          </li>
        ))}
        {duties.map((duty) => (
          <li key={`${duty.kind} ${duty.period}`} className={css.row}>
            <DutyRow duty={duty} now={now} />
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

/** One line: what the office waits for, and until when; marked as done by hand. */
function DutyRow({ duty, now }: { duty: Duty; now: number }) {
  const t = useText();
  const settle = useSettle();
  const mark = useDoing("today.duty", { done: (view) => settle("today.get", {}, view) });
  const stands = deadlineWords(duty.deadline, now, t);
  const done = duty.deadline.met_at !== null;
  return (
    <div className={css.link} data-tone={stands.tone}>
      <span className={css.dot} aria-hidden="true" />
      <span className={css.name}>{t.shared.duties[duty.kind]}</span>
      <span className={css.content}>{duty.period}</span>
      <span className={css.stands}>{stands.words}</span>
      <Button
        busy={mark.busy}
        onPress={() => mark.run({ kind: duty.kind, period: duty.period, done: !done })}
      >
        {done ? t.today.dutyUndo : t.today.dutyDone}
      </Button>
    </div>
  );
}
