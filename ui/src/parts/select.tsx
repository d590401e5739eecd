import { type ComponentType, useId, useState } from "react";
import { useText } from "../text";
import css from "./aria.module.css";
import { Icon } from "./icon";
import field from "./field.module.css";
import type { SelectBodyProps } from "./select-body";

export interface Option {
  value: string;
  label: string;
}

export interface SelectProps {
  label: string;
  options: readonly Option[];
  value: string | null;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  quiet?: boolean;
  placeholder?: string;
  error?: string | null;
}

let body: ComponentType<SelectBodyProps> | null = null;
const load = async () => {
  body = (await import("./select-body")).SelectBody;
};

/** One of many. React Aria comes only when it is first opened: until then this is a plain button. */
export function Select({ label, hideLabel, error, ...rest }: SelectProps) {
  const t = useText();
  const id = useId();
  const [opened, setOpened] = useState(false);
  const chosen = rest.options.find(({ value }) => value === rest.value)?.label;
  const words = chosen ?? rest.placeholder ?? t.app.choose;
  const Body = opened ? body : null;
  return (
    <div className={field.field}>
      <span id={id} className={hideLabel ? "unseen" : field.label}>
        {label}
      </span>
      {Body ? (
        <Body {...rest} labelId={id} words={words} />
      ) : (
        <button
          type="button"
          className={css.trigger}
          data-quiet={rest.quiet || undefined}
          aria-haspopup="listbox"
          aria-expanded="false"
          aria-labelledby={`${id} ${id}-value`}
          onPointerEnter={() => void load()}
          onFocus={() => void load()}
          onClick={() => void load().then(() => setOpened(true))}
        >
          <span id={`${id}-value`} className={css.value}>
            {words}
          </span>
          <Icon name="down" size={16} />
        </button>
      )}
      {error && (
        <span className={field.error} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
