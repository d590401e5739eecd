import { useEffect, useRef, useState } from "react";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./unlock.module.css";

const HOLD_MS = 1_500;

/** Held for a second and a half, by finger or by key, it opens the way back. A tap does nothing. */
export function Unlock({ onUnlock }: { onUnlock: () => void }) {
  const t = useText();
  const [holding, setHolding] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const done = useRef(onUnlock);
  useEffect(() => {
    done.current = onUnlock;
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
      className={css.unlock}
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
      <Icon name="unlock" size={18} />
      <span>{t.visit.sign.unlock}</span>
    </button>
  );
}
