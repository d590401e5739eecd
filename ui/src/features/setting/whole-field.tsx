import { useState } from "react";
import { Field } from "../../parts/field";
import { useText } from "../../text";
import { readWhole } from "./working";

/** A whole number that saves itself, with its unit. */
export function WholeField({
  label,
  value,
  from,
  to,
  unit,
  hint,
  onSave,
}: {
  label: string;
  value: number;
  from: number;
  to: number;
  unit: string;
  hint?: string;
  onSave: (value: number) => void;
}) {
  const t = useText();
  const [error, setError] = useState<string | null>(null);
  return (
    <Field
      label={label}
      value={String(value)}
      inputMode="numeric"
      maxLength={6}
      unit={unit}
      hint={hint}
      error={error}
      onSave={(text) => {
        const read = readWhole(text, from, to);
        setError(read === null ? t.setting.time.range(from, to) : null);
        if (read !== null && read !== value) onSave(read);
      }}
    />
  );
}
