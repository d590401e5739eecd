import { useId, useState } from "react";
import { IconButton } from "../../parts/button";
import field from "../../parts/field.module.css";
import { useText } from "../../text";
import { readClock } from "../../text/format";
import css from "./fields.module.css";

/** A whole number by steps or typed; empty = untouched. */
export function Stepper({
  label,
  value,
  unit,
  onChange,
}: {
  label: string;
  value: unknown;
  unit: string;
  onChange: (value: number | undefined) => void;
}) {
  const t = useText();
  const id = useId();
  const number = typeof value === "number" ? value : null;
  const most = 99_999;
  const step = (by: number) => onChange(Math.min(most, Math.max(0, (number ?? 0) + by)));
  return (
    <div className={css.stepper} role="group" aria-label={label}>
      <IconButton
        icon="minus"
        label={t.visit.less(label)}
        disabled={number === null || number === 0}
        onPress={() => step(-1)}
      />
      <input
        id={id}
        type="text"
        inputMode="numeric"
        className={`${field.input} ${css.number}`}
        aria-label={unit ? `${label} ${unit}` : label}
        value={number ?? ""}
        maxLength={5}
        onChange={(event) => {
          const digits = event.target.value.replace(/\D/g, "");
          onChange(digits === "" ? undefined : Number(digits));
        }}
      />
      <IconButton icon="plus" label={t.visit.moreOf(label)} onPress={() => step(1)} />
      {unit && <span className="soft">{unit}</span>}
    </div>
  );
}

/** A time of day that may stay empty. Takes `8:30`, `0830`, `8：30`; every readable time counts at once. */
export function ClockBox({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange: (minutes: number | undefined) => void;
}) {
  const t = useText();
  const said = typeof value === "number" ? t.format.clock(value) : "";
  const [text, setText] = useState(said);
  const [kept, setKept] = useState(said);
  const [typing, setTyping] = useState(false);
  if (kept !== said) {
    setKept(said);
    if (!typing) setText(said);
  }
  const wrong = text.trim() !== "" && readClock(text) === null;
  return (
    <input
      type="text"
      inputMode="numeric"
      className={`${field.input} ${css.number}`}
      aria-label={label}
      aria-invalid={(wrong && !typing) || undefined}
      placeholder={t.visit.clockShape}
      value={text}
      maxLength={5}
      onFocus={() => setTyping(true)}
      onChange={(event) => {
        const typed = event.target.value;
        setText(typed);
        const read = readClock(typed);
        if (read !== null && read < 1440) onChange(read);
        else if (typed.trim() === "") onChange(undefined);
      }}
      onBlur={() => {
        setTyping(false);
        if (!wrong) setText(said);
      }}
    />
  );
}
