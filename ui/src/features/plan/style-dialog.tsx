import { href } from "../../app/router";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { PlanStyleChoice } from "../../parts/plan-style";
import { useText } from "../../text";

/** What plans favour, where one plans. The week itself is planned anew only when asked. */
export function StyleDialog({ onReplan, onClose }: { onReplan: (() => void) | null; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog
      wide
      title={t.plan.styleTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.plan.styleDone}</Button>
          {onReplan && (
            <Button kind="primary" icon="spark" onPress={onReplan}>
              {t.plan.styleReplan}
            </Button>
          )}
        </>
      }
    >
      <PlanStyleChoice />
      <p className="soft small">
        {t.planner.nextTime} <a href={href(["setting", "planning"])}>{t.plan.styleMore}</a>
      </p>
    </Dialog>
  );
}
