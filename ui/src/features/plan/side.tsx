import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import css from "./side.module.css";

/** Beside the board, or over it where there is one column only. */
export function Side({
  title,
  over,
  onClose,
  children,
}: {
  title: ReactNode;
  over: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useText();
  const id = useId();
  const box = useRef<HTMLElement>(null);

  // Opened by keyboard: the focus comes along, and goes back to where it was.
  useEffect(() => {
    const before = document.activeElement;
    if (over || !(before instanceof HTMLElement) || !before.matches(":focus-visible")) return undefined;
    box.current?.focus();
    return () => before.focus();
  }, [over]);
  useEffect(() => {
    const shown = box.current;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    shown?.addEventListener("keydown", pressed);
    return () => shown?.removeEventListener("keydown", pressed);
  }, [onClose]);

  if (over) {
    return (
      <Dialog title={title} onClose={onClose}>
        {children}
      </Dialog>
    );
  }
  return (
    <aside ref={box} className={css.side} tabIndex={-1} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t.plan.visit.close} onPress={onClose} />
      </header>
      <div className={css.body}>{children}</div>
    </aside>
  );
}
