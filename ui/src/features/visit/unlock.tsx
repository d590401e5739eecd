import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon, type IconName } from "../../parts/icon";
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

/** Acts when held for a second and a half, by finger or by key. A tap does nothing. */
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
      onKeyUp={release}
      onBlur={release}
    >
      <Icon name={icon} size={18} />
      <span>{children}</span>
    </button>
  );
}
