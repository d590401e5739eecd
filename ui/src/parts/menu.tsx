import { type ComponentType, useState } from "react";
import css from "./button.module.css";
import { Icon, type IconName } from "./icon";
import type { MenuBodyProps } from "./menu-body";

export interface MenuItem {
  name: string;
  label: string;
  icon?: IconName;
  disabled?: boolean;
  danger?: boolean;
}

let body: ComponentType<MenuBodyProps> | null = null;
const load = async () => {
  body = (await import("./menu-body")).MenuBody;
};

/** A button with a menu behind it; its chunk comes at the first press. Without `word` it is the three dots. */
export function Menu({
  label,
  items,
  onChoose,
  word,
  icon = "more",
}: {
  label: string;
  items: readonly MenuItem[];
  onChoose: (name: string) => void;
  word?: string;
  icon?: IconName;
}) {
  const [opened, setOpened] = useState(false);
  const Body = opened ? body : null;
  const look = { className: word ? css.button : css.icon, "data-kind": "plain" };
  const inside = (
    <>
      <Icon name={icon} size={word ? 18 : 20} />
      {word && <span className={css.word}>{word}</span>}
    </>
  );
  if (Body)
    return (
      <Body
        label={label}
        items={items}
        onChoose={onChoose}
        className={look.className ?? ""}
        inside={inside}
      />
    );
  return (
    <button
      type="button"
      {...look}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded="false"
      title={label}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => void load().then(() => setOpened(true))}
    >
      {inside}
    </button>
  );
}
