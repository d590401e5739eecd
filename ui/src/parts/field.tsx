import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import css from "./field.module.css";

/** The attribute is what an opening dialog looks for; React leaves it out. */
function useAutoFocus(input: RefObject<HTMLElement | null>, wanted = false): void {
  useLayoutEffect(() => {
    if (!wanted) return;
    input.current?.setAttribute("autofocus", "");
    input.current?.focus();
  }, [input, wanted]);
}

/** A text is saved after so long a pause, even while the field is still open. */
const PAUSE_MS = 2500;

export interface FieldProps {
  label: string;
  value: string;
  /** Called on leaving the field or by Enter, only when the text has changed. */
  onSave: (value: string) => void;
  error?: string | null;
  hint?: string;
  placeholder?: string;
  /** Several lines; Enter makes a new one. */
  long?: boolean;
  inputMode?: "text" | "tel" | "numeric" | "decimal" | "search";
  maxLength?: number;
  /** Looks like text until it is touched: for files that are read more than they are written. */
  quiet?: boolean;
  unit?: string;
  disabled?: boolean;
  autoFocus?: boolean;
}

/** A text that saves itself: Enter or leaving keeps it, Escape brings the old one back. */
export function Field({
  label,
  value,
  onSave,
  error,
  hint,
  placeholder,
  long,
  inputMode,
  maxLength,
  quiet,
  unit,
  disabled,
  autoFocus,
}: FieldProps) {
  const id = useId();
  const [text, setText] = useState(value);
  const [kept, setKept] = useState(value);
  const [typing, setTyping] = useState(false);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const leaving = useRef(false);

  // The value changed elsewhere (undo, a reply): show it, unless someone is typing here.
  if (kept !== value) {
    setKept(value);
    if (!typing || text === kept) setText(value);
  }

  useAutoFocus(input, autoFocus);

  const save = () => {
    const trimmed = text.trim();
    if (trimmed !== value) onSave(trimmed);
    else setText(value);
  };
  // Going back, closing the window or losing power a moment later must not lose what stands here.
  const unsaved = useRef<(() => void) | null>(null);
  useEffect(() => {
    unsaved.current = typing && text.trim() !== value ? save : null;
  });
  useEffect(() => {
    const keep = () => unsaved.current?.();
    addEventListener("pagehide", keep);
    return () => {
      removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
  useEffect(() => {
    if (!typing || text.trim() === value) return;
    const pause = setTimeout(() => unsaved.current?.(), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text, typing, value]);
  const shared = {
    ref: input,
    id,
    className: css.input,
    value: text,
    placeholder,
    maxLength,
    disabled,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error || hint ? `${id}-note` : undefined,
    onChange: (event: { target: { value: string } }) => setText(event.target.value),
    onFocus: () => setTyping(true),
    onBlur: () => {
      setTyping(false);
      if (!leaving.current) save();
      leaving.current = false;
    },
    onKeyDown: (event: React.KeyboardEvent) => {
      // A Chinese input method uses Enter and Escape for itself.
      if (event.nativeEvent.isComposing) return;
      if (event.key === "Enter" && (!long || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        save();
      }
      if (event.key === "Escape" && text !== value) {
        event.stopPropagation();
        event.preventDefault();
        setText(value);
        leaving.current = true;
        input.current?.blur();
      }
    },
  };
  return (
    <div className={css.field} data-quiet={quiet || undefined}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      <div className={css.unit}>
        {long ? <textarea {...shared} rows={2} /> : <input {...shared} type="text" inputMode={inputMode} />}
        {unit && <span>{unit}</span>}
      </div>
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}

/** A label over any control, with its error or hint below. */
export function Labelled({
  label,
  error,
  hint,
  children,
}: {
  label: string;
  error?: string | null;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className={css.field}>
      <span className={css.label}>{label}</span>
      {children}
      <FieldNote error={error} hint={hint} />
    </div>
  );
}

/** What is wrong with a field, or else what to know about it. */
export function FieldNote({ id, error, hint }: { id?: string; error?: string | null; hint?: string }) {
  if (!error && !hint) return null;
  return (
    <span id={id && `${id}-note`} className={error ? css.error : css.hint} role={error ? "alert" : undefined}>
      {error ?? hint}
    </span>
  );
}

export interface InputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  placeholder?: string;
  inputMode?: FieldProps["inputMode"];
  maxLength?: number;
  autoFocus?: boolean;
  required?: boolean;
  long?: boolean;
  /** Shown as dots, and never kept by the browser. */
  secret?: boolean;
}

/** A text inside a form that is saved as a whole. */
export function Input({ label, value, onChange, error, hint, long, secret, autoFocus, ...rest }: InputProps) {
  const id = useId();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useAutoFocus(input, autoFocus);
  const shared = {
    ...rest,
    ref: input,
    id,
    className: css.input,
    value,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": error || hint ? `${id}-note` : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      {long ? (
        <textarea {...shared} rows={2} />
      ) : (
        <input {...shared} type={secret ? "password" : "text"} autoComplete={secret ? "off" : undefined} />
      )}
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}
