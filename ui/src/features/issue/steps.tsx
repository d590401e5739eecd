import { useStatus } from "../../app/status";
import type { IssueFile } from "../../ipc/types/IssueFile";
import type { IssueStep } from "../../ipc/types/IssueStep";
import { phoneIn } from "../../parts/deadline";
import { type Text, useText } from "../../text";
import css from "./steps.module.css";

/** The case as a conversation: the customer on one side, what we did on the other. */
export function Steps({ file }: { file: IssueFile }) {
  const t = useText();
  const { person } = useStatus();
  const { issue, customer } = file;
  const steps = file.steps.toSorted((a, b) => a.at - b.at || a.created_at - b.created_at);
  return (
    <ol className={css.steps}>
      <li className={css.said}>
        <p className={css.meta}>
          {t.issue.customerSaid} · {customer.name} · {t.format.instant(issue.asked_at)}
        </p>
        <p className={css.bubble}>{issue.content}</p>
      </li>
      {steps.map((step) => (
        <li key={step.id} className={css.did} data-kind={step.kind}>
          <p className={css.meta}>
            {person === null || step.person_id === person.id ? t.issue.me : t.issue.colleague} ·{" "}
            {t.format.instant(step.at)}
          </p>
          <div className={css.bubble}>
            <p className={css.what}>{whatWasDone(step, t)}</p>
            {step.text && <p className={css.text}>{step.text}</p>}
            {step.to && phoneIn(step.to) && (
              <a className={css.call} href={`tel:${phoneIn(step.to)}`}>
                {t.issue.callTo(phoneIn(step.to) ?? "")}
              </a>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

export function whatWasDone({ kind, to, way }: IssueStep, t: Text): string {
  const words = t.issue.did;
  switch (kind) {
    case "passed_on":
      return words.passed_on(to ?? t.app.none);
    case "reported":
      return words.reported(to ?? t.app.none);
    case "told":
      return way ? words.told(t.issue.ways[way]) : words.toldPlain;
    default:
      return words[kind];
  }
}
