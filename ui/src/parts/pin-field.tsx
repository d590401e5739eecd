import { Input, type InputProps } from "./field";
import { digitsOf, MOST_DIGITS } from "./pin-pad";

/** A PIN inside a form. */
export function PinField({
  onChange,
  ...rest
}: Pick<InputProps, "label" | "value" | "onChange" | "error" | "hint" | "autoFocus">) {
  return (
    <Input
      {...rest}
      secret
      inputMode="numeric"
      maxLength={MOST_DIGITS}
      onChange={(text) => onChange(digitsOf(text).slice(0, MOST_DIGITS))}
    />
  );
}
