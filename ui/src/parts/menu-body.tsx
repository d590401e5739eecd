import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import css from "./aria.module.css";
import { Icon } from "./icon";
import { topLayer } from "./top-layer";
import type { MenuItem as Item } from "./menu";

export interface MenuBodyProps {
  label: string;
  items: readonly Item[];
  onChoose: (name: string) => void;
  className: string;
  inside: ReactNode;
}

/** The opened menu; mounted at its first press, hence open at once. */
export function MenuBody({ label, items, onChoose, className, inside }: MenuBodyProps) {
  return (
    <MenuTrigger defaultOpen>
      <Button className={className} data-kind="plain" aria-label={label} autoFocus>
        {inside}
      </Button>
      <Popover className={css.popover ?? ""} UNSTABLE_portalContainer={topLayer()}>
        <Menu
          className={css.options ?? ""}
          aria-label={label}
          disabledKeys={items.filter(({ disabled }) => disabled).map(({ name }) => name)}
          onAction={(key) => onChoose(String(key))}
        >
          {items.map((item) => (
            <MenuItem
              key={item.name}
              id={item.name}
              textValue={item.label}
              className={css.option ?? ""}
              data-danger={item.danger || undefined}
            >
              {item.icon && <Icon name={item.icon} size={18} />}
              <span>{item.label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
