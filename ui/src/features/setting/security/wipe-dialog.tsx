import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing, useReading } from "../../../app/data";
import { useStatus } from "../../../app/status";
import { toast } from "../../../app/toast";
import { FormDialog } from "../../../parts/form-dialog";
import { PinField } from "../../../parts/pin-field";
import { useText } from "../../../text";
import { Loss } from "../loss";

/** 清除本机数据: says how much would be lost, and saves it for headquarters first where there is one. */
export function WipeDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const client = useQueryClient();
  const { lock, folder } = useStatus();
  const unsent = useReading("leave.unsent", {});
  const [pin, setPin] = useState("");
  const [known, setKnown] = useState(false);
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
  return (
    <FormDialog
      title={words.wipeTitle}
      onClose={onClose}
      keep={words.wipeKeep}
      send={words.wipeDo}
      kind="danger"
      ready={ready}
      busy={wipe.busy}
      fault={wipe.error && t.say.error(wipe.error)}
      onSend={() => {
        if (data) wipe.run({ pin: asks ? pin : null, leave_unsent: data.rows + data.files });
      }}
    >
      <p>{words.wipeWhat}</p>
      {data?.output_folder && <p>{words.wipeOutput(data.output_folder)}</p>}
      {data && data.enrolled && count === 0 && <p className="soft">{words.wipeAllSent}</p>}
      {data && count > 0 && (
        <Loss
          tells={data.enrolled ? words.wipeUnsent(count, since) : words.wipeNoHq(count)}
          yes={words.wipeYes(count)}
          rescuable={data.enrolled}
          known={known}
          onKnown={setKnown}
        />
      )}
      {asks && <PinField label={t.lock.fields.old} value={pin} onChange={setPin} />}
    </FormDialog>
  );
}
