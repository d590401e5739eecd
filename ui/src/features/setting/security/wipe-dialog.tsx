import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useDoing, useReading } from "../../../app/data";
import { useStatus } from "../../../app/status";
import { toast } from "../../../app/toast";
import { Button } from "../../../parts/button";
import { Dialog } from "../../../parts/dialog";
import { Icon } from "../../../parts/icon";
import { PinField } from "../../../parts/pin-field";
import { Switch } from "../../../parts/switch";
import { useText } from "../../../text";
import css from "../parts.module.css";

/** 清除本机数据: says how much would be lost, and saves it for headquarters first where there is one. */
export function WipeDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const form = useId();
  const client = useQueryClient();
  const { lock, folder } = useStatus();
  const unsent = useReading("leave.unsent", {});
  const [pin, setPin] = useState("");
  const [known, setKnown] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const rescue = useDoing("rescue.export", {
    done: ({ operations, files, path }) => setSaved(words.rescueMade(operations, files, path)),
  });
  const wipe = useDoing("leave.wipe", {
    done: (status) => {
      // Nothing of what was shown may come back on a screen.
      client.clear();
      client.setQueryData(["app.status", {}], status);
      toast.say(words.wiped);
      onClose();
    },
    failed: (error) => {
      setPin("");
      if (error.code === "unsent_left") setKnown(false);
      void client.invalidateQueries({ queryKey: ["leave.unsent"] });
    },
  });
  const { data } = unsent;
  const asks = lock.has_pin && folder === "own";
  const count = folder === "demo" ? 0 : (data?.rows ?? 0) + (data?.files ?? 0);
  const since = data?.since ? t.format.instant(data.since) : "";
  const ready = data !== undefined && (count === 0 || known) && (!asks || pin !== "");
  const run = () => {
    if (ready && !wipe.busy) wipe.run({ pin: asks ? pin : null, leave_unsent: data.rows + data.files });
  };
  return (
    <Dialog
      title={words.wipeTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.wipeKeep}</Button>
          <Button kind="danger" disabled={!ready} busy={wipe.busy} type="submit" form={form}>
            {words.wipeDo}
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
        <p>{words.wipeWhat}</p>
        {data?.output_folder && <p>{words.wipeOutput(data.output_folder)}</p>}
        {data && data.enrolled && count === 0 && <p className="soft">{words.wipeAllSent}</p>}
        {data && count > 0 && (
          <>
            <p className={css.warn} role="alert">
              <Icon name="warning" size={18} />
              <span>{data.enrolled ? words.wipeUnsent(count, since) : words.wipeNoHq(count)}</span>
            </p>
            {data.enrolled && (
              <p>
                <Button icon="export" busy={rescue.busy} onPress={() => rescue.run({})}>
                  {words.rescueMake}
                </Button>
              </p>
            )}
            {saved && (
              <p role="status" className="soft small">
                {saved}
              </p>
            )}
            <Switch label={words.wipeYes(count)} on={known} onChange={setKnown} />
          </>
        )}
        {asks && <PinField label={t.lock.fields.old} value={pin} onChange={setPin} />}
        {wipe.error && (
          <p role="alert" className={css.fault}>
            {t.say.error(wipe.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
