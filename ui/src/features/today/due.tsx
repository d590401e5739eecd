import { useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import { useMedia, usePhone } from "../../app/media";
import { href } from "../../app/router";
import type { Duty } from "../../ipc/types/Duty";
import type { IssueSummary } from "../../ipc/types/IssueSummary";
import { Button, ButtonLink } from "../../parts/button";
import { deadlineWords, owed } from "../../parts/deadline";
import { Icon } from "../../parts/icon";
import { Urgent } from "../../parts/urgent";
import { useText } from "../../text";
import css from "./due.module.css";

/** As many lines as do not push the first stop out of sight: on a short phone, a phone, and where there is more room. */
const MOST = { short: 1, narrow: 2, wide: 3 };

interface DueProps {
  due: readonly IssueSummary[];
  duties: readonly Duty[];
  now: number;
}

/** 到期: promises that fall due today or are overdue, in the core's order; then what the office waits for. */
export function Due({ due, duties, now }: DueProps) {
  const t = useText();
  const narrow = usePhone();
  const short = useMedia("(max-height: 700px)");
  const [open, setOpen] = useState(false);
  if (due.length === 0 && duties.length === 0) return null;
  const overdue =
    due.filter((summary) => owed(summary, now, t)?.tone === "overdue").length +
    duties.filter(({ deadline }) => deadlineWords(deadline, now, t).tone === "overdue").length;
  const most = narrow ? (short ? MOST.short : MOST.narrow) : MOST.wide;
  const rest = due.length + duties.length - most;
  const shown = open ? due : due.slice(0, most);
  const shownDuties = open ? duties : duties.slice(0, most - shown.length);
  return (
    <section className={css.due} data-overdue={overdue > 0 || undefined}>
      <h2 className={css.head}>
        <span>{t.today.dueTitle}</span>
        <span className={css.count}>{due.length + duties.length}</span>
        {overdue > 0 && <span className={css.overdue}>{t.issue.overdueCount(overdue)}</span>}
      </h2>
      <ul>
        {shown.map((summary) => (
          <li key={summary.issue.id} className={css.row}>
            <DueRow summary={summary} now={now} />
          </li>
        ))}
        {shownDuties.map((duty) => (
          <li key={`${duty.kind} ${duty.period}`} className={css.row}>
            <DutyRow duty={duty} now={now} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" className={css.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "up" : "down"} size={16} />
          {open ? t.today.dueLess : t.today.dueMore(rest)}
        </button>
      )}
    </section>
  );
}

/** One line: whose, what is owed, and until when. */
function DueRow({ summary, now }: { summary: IssueSummary; now: number }) {
  const t = useText();
  const { issue } = summary;
  const due = owed(summary, now, t);
  const to = href(["issue", issue.id], { scope: "due" });
  return (
    <>
      <a className={css.link} data-tone={due?.tone} href={to} title={issue.content}>
        <span className={css.dot} aria-hidden="true" />
        <span className={css.name}>{summary.customer_name}</span>
        {issue.urgent && <Urgent />}
        <span className={css.content}>
          {due?.what} {issue.content}
        </span>
        <span className={css.stands}>{due?.words}</span>
      </a>
      {issue.urgent && issue.reported_at === null && issue.resolved_at === null && (
        // The case opens with the call first, and keeps that it was made.
        <ButtonLink icon="phone" to={to}>
          {t.issue.actions.reported}
        </ButtonLink>
      )}
    </>
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
