import type { ReactNode } from "react";
import type { VerifyFinding } from "../../ipc/types/VerifyFinding";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./parts.module.css";
import own from "./verify.module.css";

/** What a verification says on the whole. */
export function Verdict({ good, children }: { good: boolean; children: ReactNode }) {
  return (
    <p className={own.result} data-intact={good || undefined} role={good ? "status" : "alert"}>
      <Icon name={good ? "check" : "warning"} />
      <span>{children}</span>
    </p>
  );
}

/** What was found, each by its sentence; `below` is what to do about one, `end` about all. */
export function Findings({
  findings,
  below,
  end,
}: {
  findings: readonly VerifyFinding[];
  below?: (finding: VerifyFinding) => ReactNode;
  end?: ReactNode;
}) {
  const t = useText();
  if (findings.length === 0) return null;
  return (
    <ul className={css.card}>
      {findings.map((finding) => (
        <li key={`${finding.subject} ${finding.kind} ${finding.field}`} className={own.finding}>
          <p className={css.name}>{t.say.finding(finding)}</p>
          {below?.(finding)}
        </li>
      ))}
      {end && <li className={own.finding}>{end}</li>}
    </ul>
  );
}

/** What was erased by law: to be known, and nothing to be done about. */
export function Erased({ erased }: { erased: readonly VerifyFinding[] }) {
  const t = useText();
  if (erased.length === 0) return null;
  return (
    <ul className={css.card}>
      {erased.map((one) => (
        <li key={`${one.subject} ${one.field}`} className={own.finding}>
          <p className="soft">{t.say.finding(one)}</p>
        </li>
      ))}
    </ul>
  );
}
