import type { ReactNode } from "react";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { TodayView } from "../../ipc/types/TodayView";
import { Badge } from "../../parts/badge";
import { Icon, type IconName } from "../../parts/icon";
import { useText } from "../../text";
import css from "./notices.module.css";

/** As many names as do not push today's round out of sight. */
const FEW = 4;

/** Planning for next week cannot wait until after the round; the rest stands below it. */
export type NoticesPart = "plan" | "rest";

/** What must not be forgotten; nothing where there is nothing. */
export function Notices({ view, part }: { view: TodayView; part: NoticesPart }) {
  const t = useText();
  const { next_week, customer_count } = useStatus();
  const words = t.today;
  const toPlan = part === "plan" && view.next_week_to_plan && customer_count > 0;
  const draft = part === "rest" && view.plan_status === "draft" && view.day.visits.length > 0;
  const overdue = part === "rest" ? view.overdue_count : 0;
  const licences = part === "rest" ? view.licences : [];
  const unrecorded = part === "rest" ? view.unrecorded_week : null;
  if (!toPlan && !draft && overdue === 0 && licences.length === 0 && unrecorded === null) return null;
  return (
    <section className={css.notices} aria-label={part === "plan" ? words.planWeek : words.due}>
      <ul>
        {toPlan && (
          <Notice
            icon="calendar"
            title={words.weekToPlan(t.plan.nextWeek)}
            text={words.weekToPlanText}
            to={href(["plan", next_week])}
            action={words.planWeek}
          />
        )}
        {draft && (
          <Notice
            icon="edit"
            title={words.draft}
            text={words.draftText}
            to={href(["plan", view.week])}
            action={words.toPlan}
          />
        )}
        {unrecorded !== null && (
          <Notice
            icon="edit"
            title={words.unrecorded(view.unrecorded_count)}
            text={words.unrecordedText}
            to={href(["plan", unrecorded])}
            action={words.toUnrecorded}
          />
        )}
        {overdue > 0 && (
          <Notice
            icon="warning"
            tone="due"
            title={words.overdue(overdue)}
            text={words.overdueText}
            to={href(["customer"], { overdue: true })}
            action={words.toOverdue}
          />
        )}
        {licences.length > 0 && (
          <li className={css.notice} data-tone="due">
            <Icon name="file" />
            <details className={css.words} open={licences.length <= FEW}>
              <summary className={css.title}>{words.licencesText(licences.length)}</summary>
              <ul className={css.names}>
                {licences.map((customer) => (
                  <li key={customer.id}>
                    <a href={href(["customer", customer.id])}>
                      {customer.name} <Badge of={customer.class} />
                    </a>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        )}
      </ul>
    </section>
  );
}

function Notice({
  icon,
  title,
  text,
  to,
  action,
  tone = "due",
}: {
  icon: IconName;
  title: ReactNode;
  text: string;
  to: string;
  action: string;
  tone?: "due" | "overdue";
}) {
  return (
    <li className={css.notice} data-tone={tone}>
      <Icon name={icon} />
      <div className={css.words}>
        <p className={css.title}>{title}</p>
        <p className="soft small">{text}</p>
      </div>
      <a className={css.action} href={to}>
        {action}
      </a>
    </li>
  );
}
