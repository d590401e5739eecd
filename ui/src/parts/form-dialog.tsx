import { type ReactNode, useId } from "react";
import { useText } from "../text";
import { Button, type ButtonProps } from "./button";
import { Dialog } from "./dialog";
import css from "./dialog.module.css";

/** A dialog that is answered as a whole: by its button, or by Enter in a field. */
export function FormDialog({
  title,
  onClose,
  keep,
  send,
  kind = "primary",
  ready,
  busy,
  fault,
  onSend,
  children,
}: {
  title: ReactNode;
  onClose: () => void;
  /** What leaving it does; `取消` when left out, no button when null. */
  keep?: string | null;
  /** What sending it does. */
  send: string;
  kind?: ButtonProps["kind"];
  ready: boolean;
  busy: boolean;
  /** Why it was refused, where no field shows that. */
  fault?: string | null;
  /** Never while it is not ready, or under way. */
  onSend: () => void;
  children: ReactNode;
}) {
  const t = useText();
  const form = useId();
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          {keep !== null && <Button onPress={onClose}>{keep ?? t.app.cancel}</Button>}
          <Button kind={kind} type="submit" form={form} disabled={!ready} busy={busy}>
            {send}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) onSend();
        }}
      >
        {children}
        {fault && (
          <p role="alert" className={css.fault}>
            {fault}
          </p>
        )}
      </form>
    </Dialog>
  );
}
