import { useState } from "react";
import { undo, useDoing, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Input, Labelled } from "../../parts/field";
import { useText } from "../../text";
import css from "./today-dialog.module.css";

/** 推迟: a reason by one tap or in words; the visit goes back to the planner. */
export function PutOffDialog({ visit, onClose }: { visit: BoardVisit; onClose: () => void }) {
  const t = useText();
  const settle = useSettle();
  const [chosen, setChosen] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const [missing, setMissing] = useState(false);
  const { name } = visit.customer;
  const putOff = useDoing("visit.put_off", {
    done: ({ today, next_on, tx_id }) => {
      settle("today.get", {}, today);
      const said = next_on ? t.today.putOffTo(name, t.format.dateDay(next_on)) : t.today.putOffLeft(name);
      toast.say(said, { label: t.app.undo, run: () => undo(tx_id, t.app.undone) });
      onClose();
    },
  });
  const submit = () => {
    const reason = [chosen, words.trim()].filter(Boolean).join(t.language === "zh" ? "，" : ", ");
    if (reason === "") return setMissing(true);
    return putOff.run({ planned_visit_id: visit.id, reason });
  };
  return (
    <Dialog
      title={t.today.putOffTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.today.putOffKeep}</Button>
          <Button kind="primary" busy={putOff.busy} onPress={submit}>
            {t.today.putOffDo}
          </Button>
        </>
      }
    >
      <Labelled label={t.today.putOffWhy}>
        <div className={css.chips} role="group" aria-label={t.today.putOffWhy}>
          {t.today.putOffReasons.map((reason) => (
            <Chip
              key={reason}
              on={chosen === reason}
              onPress={() => {
                setChosen(chosen === reason ? null : reason);
                setMissing(false);
              }}
            >
              {reason}
            </Chip>
          ))}
        </div>
      </Labelled>
      <Input
        label={t.today.putOffOther}
        value={words}
        maxLength={200}
        error={missing ? t.today.putOffMissing : null}
        onChange={(text) => {
          setWords(text);
          setMissing(false);
        }}
      />
      <p className="soft">{t.today.putOffTells}</p>
    </Dialog>
  );
}
