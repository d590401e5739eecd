import { useEffect, useRef, useState } from "react";
import { useDoing, useSettle } from "../../../app/data";
import { useStatus } from "../../../app/status";
import { toast } from "../../../app/toast";
import { Input } from "../../../parts/field";
import { FormDialog } from "../../../parts/form-dialog";
import { PinField } from "../../../parts/pin-field";
import { digitsOf } from "../../../parts/pin-pad";
import { useText } from "../../../text";
import own from "./recovery.module.css";

/** The group that has to be typed back: not the first, which anybody remembers. */
const CHECKED = 3;

/** 恢复码: shown once, to be written on paper; done when a group was read back from there. */
export function RecoveryDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.lock.security;
  const { lock } = useStatus();
  const settle = useSettle();
  const [pin, setPin] = useState("");
  const [groups, setGroups] = useState<string[] | null>(null);
  const [typed, setTyped] = useState("");
  const make = useDoing("lock.recovery", {
    done: (reply) => setGroups(reply.groups),
    failed: () => setPin(""),
  });
  const keep = useDoing("lock.keep_recovery", {
    done: (status) => {
      settle("app.status", {}, status);
      toast.say(words.recoveryKept);
      onClose();
    },
  });
  const began = useRef(false);
  const { run } = make;
  useEffect(() => {
    if (began.current || lock.has_pin) return;
    began.current = true;
    run({ pin: null });
  }, [lock.has_pin, run]);
  const wanted = groups?.[CHECKED - 1] ?? "";
  const digits = digitsOf(typed);
  const done = groups !== null && digits === wanted;
  if (groups === null) {
    return (
      <FormDialog
        title={words.recoveryTitle}
        onClose={onClose}
        keep={null}
        send={words.recoveryShow}
        ready={!lock.has_pin || pin !== ""}
        busy={make.busy}
        fault={!lock.has_pin && make.error ? t.say.error(make.error) : null}
        onSend={() => run({ pin: lock.has_pin ? pin : null })}
      >
        {lock.has_pin && (
          <PinField
            label={t.lock.fields.old}
            value={pin}
            onChange={setPin}
            autoFocus
            hint={words.recoveryNeedsPin}
            error={make.error ? t.say.error(make.error) : null}
          />
        )}
      </FormDialog>
    );
  }
  return (
    <FormDialog
      title={words.recoveryTitle}
      onClose={onClose}
      keep={null}
      send={words.recoveryDone}
      ready={done}
      busy={keep.busy}
      onSend={() => keep.run({})}
    >
      <p>{words.recoveryWrite}</p>
      <ol className={own.groups}>
        {groups.map((group, index) => (
          <li key={index} className={own.group}>
            <span className="soft small">{words.recoveryGroup(index + 1)}</span>
            <span className={`${own.digits} figures`}>{group}</span>
          </li>
        ))}
      </ol>
      <Input
        label={words.recoveryCheck(CHECKED)}
        value={typed}
        onChange={setTyped}
        inputMode="numeric"
        maxLength={8}
        error={digits.length >= wanted.length && !done ? words.recoveryDiffers : null}
      />
    </FormDialog>
  );
}
