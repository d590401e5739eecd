import { useState } from "react";
import type { AppError } from "../ipc/types/AppError";
import { useText } from "../text";
import { PinField } from "./pin-field";

export interface NewPin {
  pin: string;
  again: string;
  /** Typed twice alike. */
  good: boolean;
  /** They differ, and both have been typed to the end. */
  differ: boolean;
  setPin: (pin: string) => void;
  setAgain: (again: string) => void;
}

/** A new PIN, typed twice. */
export function useNewPin(): NewPin {
  const [pin, setPin] = useState("");
  const [again, setAgain] = useState("");
  return {
    pin,
    again,
    good: pin !== "" && pin === again,
    differ: again.length >= pin.length && again !== "" && pin !== again,
    setPin,
    setAgain,
  };
}

export function NewPinFields({
  of,
  error,
  autoFocus,
}: {
  of: NewPin;
  error: AppError | null;
  autoFocus?: boolean;
}) {
  const t = useText();
  const words = t.lock.fields;
  return (
    <>
      <PinField
        label={words.fresh}
        value={of.pin}
        onChange={of.setPin}
        hint={words.hint}
        error={error?.field === "pin" ? t.say.error(error) : null}
        autoFocus={autoFocus}
      />
      <PinField
        label={words.again}
        value={of.again}
        onChange={of.setAgain}
        error={of.differ ? words.differ : null}
      />
    </>
  );
}
