import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import { pressing, warned } from "./board";
import css from "./index.module.css";

/** 定稿: what it means, what is wrong, and who is left out. */
export function FinaliseDialog({
  board,
  onFinalise,
  onClose,
}: {
  board: PlanBoard;
  onFinalise: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const due = pressing(board).length;
  const wrong = warned(board).length;
  return (
    <Dialog
      title={t.plan.finaliseAsk(t.format.week(board.week))}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.plan.keepDraft}</Button>
          <Button kind="primary" onPress={onFinalise}>
            {t.plan.finalise}
          </Button>
        </>
      }
    >
      <p>{t.plan.finaliseTells}</p>
      {wrong > 0 && <p className={css.pressing}>{t.plan.finaliseWarned(wrong)}</p>}
      {due > 0 && <p className={css.pressing}>{t.plan.finaliseUnplanned(due)}</p>}
    </Dialog>
  );
}
