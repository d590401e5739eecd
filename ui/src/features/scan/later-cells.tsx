import { useState } from "react";
import { useText } from "../../text";
import { clock, readClock } from "../../text/format";
import css from "./later.module.css";
import { readDay } from "./later-entry";

interface CellProps {
  label: string;
  /** A sentence, where the core or the cell itself finds a fault. */
  error: string | null;
  cell: string;
}

/** A text of a cell, kept on leaving it; Escape brings the old one back. */
function useTyped(shown: string, keep: (text: string) => boolean) {
  const [text, setText] = useState(shown);
  const [kept, setKept] = useState(shown);
  const [wrong, setWrong] = useState(false);
  if (kept !== shown) {
    setKept(shown);
    setText(shown);
    setWrong(false);
  }
  const save = () => {
    if (text !== shown) setWrong(!keep(text));
  };
  return {
    wrong,
    props: {
      value: text,
      onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
        setText(event.target.value);
        setWrong(false);
      },
      onBlur: save,
      onKeyDown: (event: React.KeyboardEvent) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Escape") {
          setText(shown);
          setWrong(false);
        }
      },
    },
  };
}

function described({ error, label, cell }: CellProps) {
  return {
    "data-cell": cell,
    className: css.input,
    "aria-label": label,
    "aria-invalid": error !== null || undefined,
    title: error ?? undefined,
  };
}

export function TimeCell({
  value,
  onChange,
  ...cell
}: CellProps & { value: number | null; onChange: (minutes: number | null) => void }) {
  const t = useText();
  const typed = useTyped(value === null ? "" : clock(value), (text) => {
    if (text.trim() === "") {
      onChange(null);
      return true;
    }
    const read = readClock(text);
    if (read === null || read === 1440) return false;
    onChange(read);
    return true;
  });
  const error = typed.wrong ? t.scan.badTime : cell.error;
  return (
    <>
      <input
        {...described({ ...cell, error })}
        {...typed.props}
        data-narrow=""
        inputMode="numeric"
        maxLength={5}
      />
      {typed.wrong && <Fault words={t.scan.badTime} />}
    </>
  );
}

export function DayCell({
  value,
  from,
  onChange,
  ...cell
}: CellProps & { value: string; from: string; onChange: (iso: string | null) => void }) {
  const t = useText();
  const near = value.slice(0, 4) === from.slice(0, 4) ? value.slice(5) : value;
  const typed = useTyped(near, (text) => {
    const read = readDay(text, from);
    if (read === undefined) return false;
    onChange(read);
    return true;
  });
  const error = typed.wrong ? t.scan.badDate : cell.error;
  return (
    <>
      <input {...described({ ...cell, error })} {...typed.props} data-narrow="" maxLength={10} />
      {typed.wrong && <Fault words={t.scan.badDate} />}
    </>
  );
}

/** What cannot even be sent stays in its cell, with how to write it. */
function Fault({ words }: { words: string }) {
  return (
    <span className={css.fault} role="alert">
      {words}
    </span>
  );
}

export function TextCell({
  value,
  onChange,
  ...cell
}: CellProps & { value: string; onChange: (text: string) => void }) {
  const typed = useTyped(value, (text) => {
    onChange(text.trim());
    return true;
  });
  return <input {...described(cell)} {...typed.props} maxLength={500} />;
}

export function ChoiceCell({
  value,
  options,
  onChange,
  ...cell
}: CellProps & {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  const t = useText();
  return (
    <select {...described(cell)} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t.scan.notKnown}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
