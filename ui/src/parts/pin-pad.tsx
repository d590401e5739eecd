import { type RefObject, useId } from "react";
import { useText } from "../text";
import { Icon } from "./icon";
import css from "./pin-pad.module.css";

/** As many digits as a PIN may have. */
export const MOST_DIGITS = 12;

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Digits as any keyboard types them. */
export function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}

/** A PIN, by thumb on the pad or by keys. What is typed is shown as dots. */
export function PinPad({
  value,
  onChange,
  onEnter,
  enter,
  label,
  input,
  describedBy,
  invalid,
  disabled,
  busy,
}: {
  value: string;
  onChange: (value: string) => void;
  onEnter: () => void;
  /** What entering does. */
  enter: string;
  label: string;
  input: RefObject<HTMLInputElement | null>;
  describedBy?: string;
  invalid?: boolean;
  disabled?: boolean;
  busy?: boolean;
}) {
  const t = useText();
  const id = useId();
  const ready = value.length > 0 && !disabled && !busy;
  const put = (next: string) => {
    if (disabled || busy) return;
    onChange(digitsOf(next).slice(0, MOST_DIGITS));
    input.current?.focus();
  };
  return (
    <form
      className={css.pad}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onEnter();
      }}
    >
      <label className="unseen" htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className={css.dots}
        type="password"
        // The pad is the keyboard: the system's own would cover it.
        inputMode="none"
        autoComplete="off"
        value={value}
        maxLength={MOST_DIGITS}
        readOnly={disabled || busy}
        aria-invalid={invalid || undefined}
        aria-describedby={describedBy}
        onChange={(event) => put(event.target.value)}
      />
      <div className={css.keys} role="group" aria-label={t.lock.pad}>
        {DIGITS.map((digit) => (
          <Key key={digit} disabled={disabled} onPress={() => put(value + digit)}>
            {digit}
          </Key>
        ))}
        <Key label={t.lock.erase} disabled={disabled || value === ""} onPress={() => put(value.slice(0, -1))}>
          <Icon name="back" size={24} />
        </Key>
        <Key disabled={disabled} onPress={() => put(`${value}0`)}>
          0
        </Key>
        <button type="submit" className={css.enter} disabled={!ready} aria-busy={busy || undefined}>
          {enter}
        </button>
      </div>
    </form>
  );
}

function Key({
  children,
  label,
  disabled,
  onPress,
}: {
  children: React.ReactNode;
  label?: string;
  disabled?: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      className={css.key}
      aria-label={label}
      disabled={disabled}
      // The focus stays in the field, so that keys and thumb can take turns.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
