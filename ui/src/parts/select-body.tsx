import { Button, ListBox, ListBoxItem, Popover, Select } from "react-aria-components";
import css from "./aria.module.css";
import { Icon } from "./icon";
import { topLayer } from "./top-layer";
import type { Option } from "./select";

export interface SelectBodyProps {
  options: readonly Option[];
  value: string | null;
  onChange: (value: string) => void;
  quiet?: boolean;
  labelId: string;
  words: string;
}

/** The opened select; mounted at its first press, hence open at once. */
export function SelectBody({ options, value, onChange, quiet, labelId, words }: SelectBodyProps) {
  return (
    <Select
      defaultOpen
      aria-labelledby={labelId}
      selectedKey={value}
      onSelectionChange={(key) => {
        if (key !== null && String(key) !== value) onChange(String(key));
      }}
    >
      <Button className={css.trigger ?? ""} data-quiet={quiet || undefined} autoFocus>
        <span className={css.value}>{words}</span>
        <Icon name="down" size={16} />
      </Button>
      <Popover className={css.popover ?? ""} UNSTABLE_portalContainer={topLayer()}>
        <ListBox className={css.options ?? ""}>
          {options.map((option) => (
            <ListBoxItem
              key={option.value}
              id={option.value}
              textValue={option.label}
              className={css.option ?? ""}
            >
              <span className={css.value}>{option.label}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
