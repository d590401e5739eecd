import { useState } from "react";
import { useDoor } from "../../../app/door";
import { useSettings } from "../../../app/settings";
import { useStatus } from "../../../app/status";
import { Button } from "../../../parts/button";
import { Segmented } from "../../../parts/segmented";
import { useText } from "../../../text";
import css from "../parts.module.css";
import { RescueRow } from "../rescue";
import { PinDialog } from "./pin-dialog";
import { RecoveryDialog } from "./recovery-dialog";
import { RemoveDialog } from "./remove-dialog";
import { WipeDialog } from "./wipe-dialog";

const MINUTES = ["1", "5", "15", "30"] as const;

type Asked = "pin" | "remove" | "recovery" | "wipe";

/** 安全: the PIN, the ways back, what is unsent, and clearing this device. */
export function SecuritySection() {
  const t = useText();
  const words = t.lock.security;
  const { folder, lock } = useStatus();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <p className={css.intro}>{folder === "demo" ? words.demo : words.intro}</p>
      {folder === "own" && (
        <>
          <div className={css.card}>
            <div className={`${css.row} ${css.wraps}`}>
              <span className={css.words}>
                <span className={css.name}>{lock.has_pin ? words.pinOn : words.pinOff}</span>
                <span className="soft small">{lock.has_pin ? words.pinTells : words.pinOffTells}</span>
                {lock.pin_required && (
                  <span className="soft small">{lock.has_pin ? words.required : words.requiredNow}</span>
                )}
              </span>
              <span className={css.tools}>
                {lock.has_pin && !lock.pin_required && (
                  <Button kind="quiet" onPress={() => setAsked("remove")}>
                    {words.remove}
                  </Button>
                )}
                <Button kind={lock.has_pin ? "plain" : "primary"} onPress={() => setAsked("pin")}>
                  {lock.has_pin ? words.change : words.set}
                </Button>
              </span>
            </div>
            <div className={`${css.row} ${css.wraps}`}>
              <span className={css.words}>
                <span className={css.name}>{words.recovery}</span>
                <span className="soft small">{lock.has_recovery ? words.recoveryOn : words.recoveryOff}</span>
              </span>
              <Button onPress={() => setAsked("recovery")}>
                {lock.has_recovery ? words.recoveryAnew : words.recoveryMake}
              </Button>
            </div>
          </div>
          {lock.has_pin && <Locking />}
          <Leaving onWipe={() => setAsked("wipe")} />
        </>
      )}
      {folder === "demo" && <Leaving onWipe={() => setAsked("wipe")} />}
      {asked === "pin" && <PinDialog onClose={close} onCode={() => setAsked("recovery")} />}
      {asked === "remove" && <RemoveDialog onClose={close} />}
      {asked === "recovery" && <RecoveryDialog onClose={close} />}
      {asked === "wipe" && <WipeDialog onClose={close} />}
    </>
  );
}

function Locking() {
  const t = useText();
  const words = t.lock.security;
  const door = useDoor();
  const { settings, change } = useSettings();
  return (
    <div className={css.group}>
      <Segmented
        label={words.after}
        choices={MINUTES.map((value) => ({ value, label: words.afterMin(Number(value)) }))}
        value={MINUTES.find((value) => Number(value) === settings.lock_after_min) ?? null}
        onChange={(value) => void change({ lock_after_min: Number(value) })}
      />
      <p>
        <Button icon="lock" onPress={() => door.shut()}>
          {words.lockNow}
        </Button>
      </p>
      <p className="soft small">{words.lockTells}</p>
    </div>
  );
}

/** What headquarters does not have, and the way off this device. */
function Leaving({ onWipe }: { onWipe: () => void }) {
  const words = useText().lock.security;
  return (
    <div className={css.card}>
      <RescueRow />
      <div className={`${css.row} ${css.wraps}`}>
        <span className={css.words}>
          <span className={css.name}>{words.wipe}</span>
          <span className="soft small">{words.wipeTells}</span>
        </span>
        <Button icon="trash" onPress={onWipe}>
          {words.wipe}
        </Button>
      </div>
    </div>
  );
}
