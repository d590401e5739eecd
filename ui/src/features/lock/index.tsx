import { useEffect, useId, useRef, useState } from "react";
import { useDoing } from "../../app/data";
import { useDoor, useShut, whenShut } from "../../app/door";
import { useStatus } from "../../app/status";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { PinPad } from "../../parts/pin-pad";
import { type Text, useText } from "../../text";
import { Demanded } from "./demanded";
import css from "./index.module.css";
import { useWait } from "./use-wait";
import { WaysBack } from "./ways-back";

function spanOf(seconds: number, words: Text["lock"]): string {
  return seconds < 60 ? words.seconds(seconds) : words.minutes(Math.floor(seconds / 60), seconds % 60);
}

/**
 * The lock screen, and what stands in its place where a PIN is still to be set because headquarters asks for one: in the
 * browser's top layer, so that nothing behind it can be seen, focused or pressed. Nothing here is of the data.
 */
export default function LockScreen() {
  const t = useText();
  const { lock } = useStatus();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [lost, setLost] = useState(lock.key_lost);
  const away = lost || lock.key_lost;
  const demanded = !useShut() && !lock.locked;
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css.screen}
      aria-labelledby={id}
      // There is nowhere else to go.
      onCancel={(event) => event.preventDefault()}
    >
      {demanded ? (
        <Demanded id={id} />
      ) : away ? (
        <WaysBack id={id} onPad={lock.key_lost ? null : () => setLost(false)} />
      ) : (
        <div className={css.pad}>
          <header className={css.head}>
            <Icon name="lock" size={32} />
            <h1 id={id}>{t.lock.title}</h1>
            <p className="soft">{t.lock.lead}</p>
          </header>
          <Unlock />
          <Button kind="quiet" onPress={() => setLost(true)}>
            {t.lock.forgot}
          </Button>
        </div>
      )}
      <p className={`${css.name} soft small`}>{t.app.name}</p>
    </dialog>
  );
}

function Unlock() {
  const t = useText();
  const note = useId();
  const door = useDoor();
  const { lock } = useStatus();
  const [pin, setPin] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const wait = useWait(lock.wait_s);
  const open = useDoing("lock.open", {
    done: (status) => door.open(status),
    failed: (error) => {
      setPin("");
      if (error.code === "pin_wait") wait.begin(Number(error.detail.seconds));
      // The fifth wrong one has no try left: what it costs is asked at once.
      if (error.code === "pin_wrong" && error.detail.left === 0) wait.ask();
      input.current?.focus();
    },
  });
  const waits = wait.left > 0;
  useEffect(() => {
    if (!waits) input.current?.focus();
  }, [waits]);
  const error = open.error && !waits && open.error.code !== "pin_wait" ? open.error : null;
  return (
    <>
      <PinPad
        value={pin}
        onChange={(next) => {
          setPin(next);
          if (next !== "") open.reset();
        }}
        onEnter={() => void whenShut().then(() => open.run({ pin }))}
        enter={t.lock.unlock}
        label={t.lock.pin}
        input={input}
        describedBy={note}
        invalid={error !== null}
        disabled={waits}
        busy={open.busy}
      />
      <p id={note} className={css.note} role="status" data-error={error ? "" : undefined}>
        {waits
          ? t.lock.wait(spanOf(wait.left, t.lock))
          : error
            ? t.say.error(error)
            : open.busy
              ? t.lock.unlocking
              : ""}
      </p>
    </>
  );
}
