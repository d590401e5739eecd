import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";

/** The two ways out of an open visit besides a signature. */
export interface Leaving {
  finish: () => void;
  discard: () => void;
  busy: boolean;
}

export function DiscardDialog({
  name,
  correcting,
  leaving,
  onClose,
}: {
  name: string;
  /** The record corrects an earlier one, which stays. */
  correcting: boolean;
  leaving: Leaving;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <Dialog
      title={correcting ? t.visit.discardCorrectionAsk(name) : t.visit.discardAsk(name)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{correcting ? t.visit.goOnCorrecting : t.visit.goOn}</Button>
          <Button kind="danger" busy={leaving.busy} onPress={leaving.discard}>
            {correcting ? t.visit.discardCorrection : t.visit.discard}
          </Button>
        </>
      }
    >
      <p>{correcting ? t.visit.discardCorrectionText : t.visit.discardText}</p>
    </Dialog>
  );
}

export function FinishDialog({
  leaving,
  onFinish,
  onClose,
}: {
  leaving: Leaving;
  onFinish: () => void;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <Dialog
      title={t.visit.finishAsk}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.visit.goOn}</Button>
          <Button kind="primary" busy={leaving.busy} onPress={onFinish}>
            {t.visit.finishUnsigned}
          </Button>
        </>
      }
    >
      <p>{t.visit.finishText}</p>
    </Dialog>
  );
}
