import { useState } from "react";
import { useDoing, useSettle } from "../../../app/data";
import { toast } from "../../../app/toast";
import { FormDialog } from "../../../parts/form-dialog";
import { PinField } from "../../../parts/pin-field";
import { useText } from "../../../text";

/** 取消 PIN: by whoever knows it. */
export function RemoveDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const settle = useSettle();
  const [pin, setPin] = useState("");
  const remove = useDoing("lock.remove_pin", {
    done: (status) => {
      settle("app.status", {}, status);
      toast.say(words.wasRemoved);
      onClose();
    },
    failed: () => setPin(""),
  });
  return (
    <FormDialog
      title={words.removeTitle}
      onClose={onClose}
      keep={words.removeKeep}
      send={words.remove}
      kind="danger"
      ready={pin !== ""}
      busy={remove.busy}
      onSend={() => remove.run({ pin })}
    >
      <p>{words.removeTells}</p>
      <PinField
        label={t.lock.fields.old}
        value={pin}
        onChange={setPin}
        autoFocus
        error={remove.error ? t.say.error(remove.error) : null}
      />
    </FormDialog>
  );
}
