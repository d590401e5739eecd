import type { RepairCause } from "../../ipc/types/RepairCause";
import { Button, IconButton } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import { causeWords } from "./cause";
import css from "./repair-line.module.css";

/** As many causes as one line tells. */
const TOLD = 2;

/** 本周可以调整: why, and a way to see how. Nothing moves before the difference has been agreed to. */
export function RepairLine({
  causes,
  busy,
  onLook,
  onDismiss,
}: {
  causes: readonly RepairCause[];
  busy: boolean;
  onLook: () => void;
  onDismiss: () => void;
}) {
  const t = useText();
  const words = t.plan.repair;
  const told = causes.slice(0, TOLD).map((cause) => causeWords(cause, t));
  const rest = causes.length - TOLD;
  return (
    <section className={css.line} aria-label={words.title}>
      <Icon name="info" size={18} />
      <h2 className={css.title}>{words.title}</h2>
      <p className={css.causes}>
        {told.join(t.plan.semicolon)}
        {rest > 0 && words.more(rest)}
      </p>
      <Button busy={busy} onPress={onLook}>
        {words.look}
      </Button>
      <IconButton icon="close" label={words.dismiss} onPress={onDismiss} />
    </section>
  );
}
