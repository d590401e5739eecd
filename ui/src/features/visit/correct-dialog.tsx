import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";

/** A correction is a record of its own: asked before it is made. */
export function CorrectDialog({
  busy,
  onCorrect,
  onClose,
}: {
  busy: boolean;
  onCorrect: () => void;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <Dialog
      title={t.visit.correctAsk}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.app.cancel}</Button>
          <Button kind="primary" busy={busy} onPress={onCorrect}>
            {t.visit.correctDo}
          </Button>
        </>
      }
    >
      <p>{t.visit.correctText}</p>
    </Dialog>
  );
}
