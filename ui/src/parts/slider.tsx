import { useId, useState } from "react";
import { FieldNote } from "./field";
import css from "./slider.module.css";

/** A native range, told when it is let go: what lies between is only looked at. */
export function Slider({
  label,
  value,
  from = 0,
  to = 100,
  step = 10,
  shown,
  hint,
  onSave,
}: {
  label: string;
  value: number;
  from?: number;
  to?: number;
  step?: number;
  /** How a value is written beside the label; also what is read out. */
  shown: (value: number) => string;
  hint?: string;
  onSave: (value: number) => void;
}) {
  const id = useId();
  // Where the thumb is while it is held; the value itself else.
  const [held, setHeld] = useState<number | null>(null);
  const now = held ?? value;
  const settle = () => {
    setHeld(null);
    if (held !== null && held !== value) onSave(held);
  };
  return (
    <div className={css.slider}>
      <div className={css.words}>
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id} className={css.value}>
          {shown(now)}
        </output>
      </div>
      <input
        id={id}
        type="range"
        className={css.range}
        min={from}
        max={to}
        step={step}
        value={now}
        aria-valuetext={shown(now)}
        aria-describedby={hint ? `${id}-note` : undefined}
        style={{ "--share": `${((now - from) / (to - from)) * 100}%` } as React.CSSProperties}
        onChange={(event) => setHeld(Number(event.target.value))}
        onPointerUp={settle}
        onPointerCancel={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <FieldNote id={id} hint={hint} />
    </div>
  );
}
