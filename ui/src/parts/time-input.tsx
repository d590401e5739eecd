import { useText } from "../text";
import { clock, readClock } from "../text/format";
import { useState } from "react";
import css from "./field.module.css";

/** A time of day in minutes after midnight. Takes `8:30`, `0830`, `8：30`. */
export function TimeInput({
  label,
  value,
  onChange,
}: {
  /** Read out; the word beside it is the caller's. */
  label: string;
  value: number;
  onChange: (minutes: number) => void;
}) {
  const t = useText();
  const [text, setText] = useState(clock(value));
  const [kept, setKept] = useState(value);
  if (kept !== value) {
    setKept(value);
    setText(clock(value));
  }
  const read = readClock(text);
  const save = () => {
    if (read === null) return;
    setText(clock(read));
    if (read !== value) onChange(read);
  };
  return (
    <input
      type="text"
      inputMode="numeric"
      className={css.input}
      style={{ width: "5.5em", textAlign: "center", fontVariantNumeric: "tabular-nums" }}
      aria-label={label}
      aria-invalid={read === null || undefined}
      title={
        read === null ? t.say.error({ code: "bad_time", field: label, detail: { value: text } }) : undefined
      }
      value={text}
      maxLength={5}
      onChange={(event) => setText(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter") save();
      }}
    />
  );
}
