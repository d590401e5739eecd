import { useEffect, useRef } from "react";
import { useLock } from "../../app/lock";
import { useStatus } from "../../app/status";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./hand-back.module.css";
import { Hold } from "./unlock";

/**
 * Signed, and the customer still holds the device: nothing but who was visited, and what the manager holds to go on.
 */
export function HandBack({
  screen,
  onDone,
  onRecord,
}: {
  screen: VisitScreen;
  onDone: () => void;
  onRecord: () => void;
}) {
  const t = useText();
  useLock();
  const { today } = useStatus();
  const { record, customer, evidence } = screen;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const words = t.visit.handBack;
  const goesOn = record.date === today && screen.next_stop !== null;
  return (
    <div className={css.screen}>
      <div className={css.body}>
        <Icon name="check" size={48} />
        <h1 ref={head} tabIndex={-1}>
          {evidence && evidence.refusal === null ? words.signed : words.ended}
        </h1>
        <p className="soft">{customer.name}</p>
        <div className={css.ways}>
          <Hold kind="primary" icon="unlock" onHeld={onDone}>
            {goesOn ? words.toNextStop : words.toToday}
          </Hold>
          <Hold kind="plain" icon="file" onHeld={onRecord}>
            {words.toRecord}
          </Hold>
        </div>
        <p className="soft small">{words.hint}</p>
      </div>
    </div>
  );
}
