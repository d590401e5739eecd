import { useId, useState } from "react";
import { useDoing, useSettle } from "../../../app/data";
import { toast } from "../../../app/toast";
import { Button } from "../../../parts/button";
import { Dialog } from "../../../parts/dialog";
import { PinField } from "../../../parts/pin-field";
import { useText } from "../../../text";
import css from "../parts.module.css";

/** 取消 PIN: by whoever knows it. */
export function RemoveDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const form = useId();
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
  const run = () => {
    if (pin !== "" && !remove.busy) remove.run({ pin });
  };
  return (
    <Dialog
      title={words.removeTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.removeKeep}</Button>
          <Button kind="danger" disabled={pin === ""} busy={remove.busy} type="submit" form={form}>
            {words.remove}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className={css.group}
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <p>{words.removeTells}</p>
        <PinField
          label={t.lock.fields.old}
          value={pin}
          onChange={setPin}
          autoFocus
          error={remove.error ? t.say.error(remove.error) : null}
        />
      </form>
    </Dialog>
  );
}
