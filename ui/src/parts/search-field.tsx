import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../text";
import { Icon } from "./icon";
import css from "./search-field.module.css";

/** A search field: tells `onSearch` shortly after the last key, at once on Enter. Ctrl+F and / lead here. */
export function SearchField({
  label,
  value,
  onSearch,
  placeholder,
  autoFocus,
}: {
  label: string;
  value: string;
  onSearch: (text: string) => void;
  placeholder?: string;
  /** Takes the focus of the dialog that it opens with. */
  autoFocus?: boolean;
}) {
  const t = useText();
  const [text, setText] = useState(value);
  const [kept, setKept] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  if (kept !== value) {
    setKept(value);
    if (value !== text.trim()) setText(value);
  }

  useLayoutEffect(() => {
    // The attribute is what an opening dialog looks for; React leaves it out.
    if (autoFocus) input.current?.setAttribute("autofocus", "");
  }, [autoFocus]);

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      const asked = (event.key === "/" && !typing) || (event.key === "f" && (event.ctrlKey || event.metaKey));
      if (!asked) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next: string, wait = 120) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), wait);
  };
  return (
    <div className={css.search} role="search" aria-label={label}>
      <Icon name="search" size={18} />
      <input
        ref={input}
        type="search"
        className={css.input}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") change(text, 0);
          if (event.key === "Escape" && text) {
            event.preventDefault();
            change("", 0);
          }
        }}
      />
      {text && (
        <button
          type="button"
          className={css.clear}
          aria-label={t.app.clear}
          onClick={() => {
            change("", 0);
            input.current?.focus();
          }}
        >
          <Icon name="close" size={16} />
        </button>
      )}
    </div>
  );
}
