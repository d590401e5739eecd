import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { PlannedVisitState } from "../../ipc/types/PlannedVisitState";
import { Tag } from "../../parts/chip";
import { useText } from "../../text";
import css from "./timeline.module.css";

const TONES: Record<PlannedVisitState, "plain" | "ink" | "due"> = {
  planned: "plain",
  done: "ink",
  missed: "due",
  removed: "plain",
};

/** 时间线: every past and coming visit, newest first. */
export function Timeline({ file }: { file: CustomerFile }) {
  const t = useText();
  const { today } = useStatus();
  return (
    <ol className={css.visits}>
      {file.visits.map((visit) => (
        <li key={visit.id} className={css.visit}>
          <span className={css.when}>
            <strong>{t.format.dateDay(visit.date)}</strong>
            <span className="soft small">{t.format.ago(visit.date, today)}</span>
          </span>
          <Tag tone={TONES[visit.state]}>{t.shared.visit_states[visit.state]}</Tag>
          <a className={css.week} href={href(["plan", visit.week])}>
            {t.customer.inWeek(t.format.week(visit.week))}
          </a>
        </li>
      ))}
    </ol>
  );
}
