import { type ComponentType, useId, useState } from "react";
import { useText } from "../text";
import css from "./aria.module.css";
import { IconButton } from "./button";
import type { DateBodyProps } from "./date-body";
import { FieldNote } from "./field";
import field from "./field.module.css";
import { Icon } from "./icon";

export interface DateFieldProps {
  label: string;
  /** ISO date. */
  value: string | null;
  onChange: (value: string | null) => void;
  quiet?: boolean;
  /** Can be emptied again. */
  clearable?: boolean;
  error?: string | null;
  hint?: string;
  hideLabel?: boolean;
}

let body: ComponentType<DateBodyProps> | null = null;
const load = async () => {
  body = (await import("./date-body")).DateBody;
};

/** A date: shows `2026年11月30日`, opens a calendar in which it can also be typed. */
export function DateField({
  label,
  value,
  onChange,
  quiet,
  clearable = true,
  error,
  hint,
  hideLabel,
}: DateFieldProps) {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(false);
  const Body = open ? body : null;
  const words = value ? t.format.dateYear(value) : t.app.notSet;
  return (
    <div className={field.field}>
      <span id={id} className={hideLabel ? "unseen" : field.label}>
        {label}
      </span>
      <div className={field.unit}>
        {Body ? (
          <Body
            label={label}
            words={words}
            value={value}
            onChange={onChange}
            quiet={quiet}
            onClosed={() => setOpen(false)}
          />
        ) : (
          <button
            type="button"
            className={css.trigger}
            data-quiet={quiet || undefined}
            aria-haspopup="dialog"
            aria-expanded="false"
            aria-labelledby={`${id} ${id}-value`}
            onPointerEnter={() => void load()}
            onFocus={() => void load()}
            onClick={() => void load().then(() => setOpen(true))}
          >
            <span id={`${id}-value`} className={value ? css.value : "soft"}>
              {words}
            </span>
            <Icon name="calendar" size={16} />
          </button>
        )}
        {value && clearable && (
          <IconButton icon="close" label={`${t.app.clear} ${label}`} onPress={() => onChange(null)} />
        )}
      </div>
      <FieldNote error={error} hint={hint} />
    </div>
  );
}
