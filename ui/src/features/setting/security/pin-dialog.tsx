import { useState } from "react";
import { useDoing, useSettle } from "../../../app/data";
import { useStatus } from "../../../app/status";
import { toast } from "../../../app/toast";
import { Button } from "../../../parts/button";
import { FormDialog } from "../../../parts/form-dialog";
import { Icon } from "../../../parts/icon";
import { NewPinFields, useNewPin } from "../../../parts/new-pin";
import { PinField } from "../../../parts/pin-field";
import { Switch } from "../../../parts/switch";
import { useText } from "../../../text";
import css from "../parts.module.css";

/** 设置 PIN: twice, beside the present one where there is one; before the first, who can help when it is forgotten. */
export function PinDialog({ onClose, onCode }: { onClose: () => void; onCode: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const { lock } = useStatus();
  const settle = useSettle();
  const fresh = useNewPin();
  const [old, setOld] = useState("");
  const [known, setKnown] = useState(false);
  const save = useDoing("lock.set_pin", {
    done: (status) => {
      settle("app.status", {}, status);
      toast.say(words.wasSet);
      onClose();
    },
    failed: () => undefined,
  });
  const alone = !lock.at_hq && !lock.has_recovery;
  const ready = fresh.good && (!lock.has_pin || old !== "") && (!alone || known);
  const { error } = save;
  return (
    <FormDialog
      title={lock.has_pin ? words.changeTitle : words.setTitle}
      onClose={onClose}
      send={lock.has_pin ? words.change : words.set}
      ready={ready}
      busy={save.busy}
      fault={error && error.field !== "old" && error.field !== "pin" ? t.say.error(error) : null}
      onSend={() => save.run({ pin: fresh.pin, old: lock.has_pin ? old : null })}
    >
      {lock.has_pin && (
        <PinField
          label={t.lock.fields.old}
          value={old}
          onChange={setOld}
          autoFocus
          error={error?.field === "old" ? t.say.error(error) : null}
        />
      )}
      <NewPinFields of={fresh} error={error} autoFocus={!lock.has_pin} />
      {alone ? (
        <>
          <p className={css.warn}>
            <Icon name="warning" size={18} />
            <span>{words.nobody}</span>
          </p>
          <p>
            <Button onPress={onCode}>{words.nobodyCode}</Button>
          </p>
          <Switch label={words.nobodyYes} on={known} onChange={setKnown} />
        </>
      ) : (
        <p className="soft small">{lock.at_hq ? words.hqKnows : words.recoveryKnows}</p>
      )}
    </FormDialog>
  );
}
