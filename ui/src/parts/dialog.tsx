import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "../text";
import { IconButton } from "./button";
import css from "./dialog.module.css";

/**
 * A question that has to be answered first. The browser's own dialog: it keeps the focus, gives it back, and closes
 * by Escape. Mount it to open it.
 */
export function Dialog({
  title,
  onClose,
  children,
  actions,
  wide,
}: {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** Buttons at the foot, the primary one last. */
  actions?: ReactNode;
  wide?: boolean;
}) {
  const t = useText();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) {
      shown.showModal();
      // Where nothing asks for the focus, it is at the text and not on the button that closes: keys scroll it.
      if (!shown.querySelector("[autofocus]")) body.current?.focus({ preventScroll: true });
    }
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      data-wide={wide || undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The dialog's own box is filled by its child: a press on the box itself is on the veil.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={css.box}>
        <header className={css.head}>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t.app.close} onPress={onClose} />
        </header>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keys */}
        <div ref={body} className={css.body} tabIndex={0}>
          {children}
        </div>
        {actions && <footer className={css.actions}>{actions}</footer>}
      </div>
    </dialog>
  );
}
