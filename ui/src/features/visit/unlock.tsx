import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Icon, type IconName } from "../../parts/icon";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import css from "./unlock.module.css";

const HOLD_MS = 1_500;

/** Opens the way back from the signing screen. */
export function Unlock({ onUnlock }: { onUnlock: () => void }) {
  const t = useText();
  return (
    <Hold icon="unlock" onHeld={onUnlock}>
      {t.visit.sign.unlock}
    </Hold>
  );
}

/**
 * Acts when held for a second and a half, by finger or by key. A tap only offers the other way, in two steps: not
 * everyone can hold a button, and no customer takes two steps by accident.
 */
export function Hold({
  children,
  icon,
  kind = "quiet",
  onHeld,
}: {
  children: ReactNode;
  icon: IconName;
  /** As a button's. */
  kind?: "primary" | "plain" | "quiet";
  onHeld: () => void;
}) {
  const [holding, setHolding] = useState(false);
  const [asking, setAsking] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const done = useRef(onHeld);
  useEffect(() => {
    done.current = onHeld;
  });
  const release = () => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    setHolding(false);
  };
  const hold = () => {
    if (timer.current !== null) return;
    setHolding(true);
    timer.current = setTimeout(() => {
      timer.current = null;
      setHolding(false);
      done.current();
    }, HOLD_MS);
  };
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return (
    <>
      <button
        type="button"
        className={css.hold}
        data-kind={kind}
        data-holding={holding || undefined}
        onPointerDown={hold}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key !== " " && event.key !== "Enter") return;
          event.preventDefault();
          hold();
        }}
        onKeyUp={(event) => {
          // The space bar clicks when it is let go.
          event.preventDefault();
          if (timer.current !== null) setAsking(true);
          release();
        }}
        onBlur={release}
        onClick={() => setAsking(true)}
      >
        <Icon name={icon} size={18} />
        <span>{children}</span>
      </button>
      {asking && <TwoSteps onOpen={onHeld} onClose={() => setAsking(false)} />}
    </>
  );
}

/** For whom holding is hard: first what one vouches for, then the step itself. */
function TwoSteps({ onOpen, onClose }: { onOpen: () => void; onClose: () => void }) {
  const t = useText();
  const words = t.visit.unlock;
  const [vouched, setVouched] = useState(false);
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.stay}</Button>
          <Button kind="primary" icon="unlock" disabled={!vouched} onPress={onOpen}>
            {words.open}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <Switch label={words.mine} on={vouched} onChange={setVouched} />
    </Dialog>
  );
}
