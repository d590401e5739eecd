import { useState } from "react";
import { useDoing } from "../../app/data";
import { useDoor, whenShut } from "../../app/door";
import { useStatus } from "../../app/status";
import type { AppError } from "../../ipc/types/AppError";
import type { UnlockAsked } from "../../ipc/types/UnlockAsked";
import { Button } from "../../parts/button";
import { Input } from "../../parts/field";
import { FileDrop } from "../../parts/file-drop";
import { NewPinFields, useNewPin } from "../../parts/new-pin";
import { useText } from "../../text";
import css from "./index.module.css";

/** 忘记 PIN, or the key is missing: through headquarters, or by the code on paper. */
export function WaysBack({ id, onPad }: { id: string; onPad: (() => void) | null }) {
  const t = useText();
  const words = t.lock.back;
  const { lock } = useStatus();
  return (
    <div className={css.ways}>
      <header className={css.wayHead}>
        <h1 id={id}>{onPad ? words.title : words.lostTitle}</h1>
        {!onPad && <p>{words.lost}</p>}
        <p className="soft">{lock.at_hq || lock.has_recovery ? words.safe : words.none}</p>
      </header>
      {lock.at_hq && <ByHq />}
      {lock.has_recovery && <ByCode />}
      {onPad && (
        <Button icon="back" onPress={onPad}>
          {words.toPad}
        </Button>
      )}
    </div>
  );
}

/** What is wrong and belongs to no field. */
function Failure({ error, fields }: { error: AppError | null; fields: string[] }) {
  const t = useText();
  if (!error || fields.includes(error.field ?? "")) return null;
  return (
    <p role="alert" className={css.fault}>
      {t.say.error(error)}
    </p>
  );
}

function ByHq() {
  const t = useText();
  const words = t.lock.back;
  const door = useDoor();
  const fresh = useNewPin();
  const [asked, setAsked] = useState<UnlockAsked | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const ask = useDoing("lock.ask_hq", { done: setAsked, failed: setError });
  const take = useDoing("lock.by_hq", { done: (status) => door.open(status), failed: setError });
  return (
    <section className={css.way}>
      <h2>{words.hqTitle}</h2>
      <p className="soft">{words.hqTells}</p>
      <Button busy={ask.busy} onPress={() => void whenShut().then(() => ask.run({}))}>
        {asked ? words.askAgain : words.ask}
      </Button>
      {asked && (
        <div role="status" className={css.asked}>
          <p className={css.path}>{words.asked(asked.path)}</p>
          <p>
            <span className="soft small">{words.number}</span>
            <strong className={`${css.number} figures`}>{asked.number}</strong>
          </p>
        </div>
      )}
      <p className="soft">{words.grantTells}</p>
      <NewPinFields of={fresh} error={error} />
      <FileDrop
        label={words.grant}
        accept=".json"
        primary={fresh.good}
        disabled={!fresh.good || take.busy}
        onFile={(file) => {
          setError(null);
          void file.arrayBuffer().then((bytes) => take.run({ pin: fresh.pin }, new Uint8Array(bytes)));
        }}
      />
      <Failure error={error} fields={["pin"]} />
    </section>
  );
}

function ByCode() {
  const t = useText();
  const words = t.lock.back;
  const door = useDoor();
  const fresh = useNewPin();
  const [code, setCode] = useState("");
  const take = useDoing("lock.by_recovery", { done: (status) => door.open(status), failed: () => undefined });
  const { error } = take;
  const atCode = error && (error.field === "code" || error.code === "pin_wait");
  return (
    <form
      className={css.way}
      onSubmit={(event) => {
        event.preventDefault();
        if (code !== "" && fresh.good) void whenShut().then(() => take.run({ code, pin: fresh.pin }));
      }}
    >
      <h2>{words.codeTitle}</h2>
      <p className="soft">{words.codeTells}</p>
      <Input
        label={words.code}
        value={code}
        onChange={setCode}
        inputMode="numeric"
        maxLength={60}
        error={atCode ? t.say.error(error) : null}
      />
      <NewPinFields of={fresh} error={error?.code === "pin_wait" ? null : error} />
      <Failure error={error?.code === "pin_wait" ? null : error} fields={["pin", "code"]} />
      <Button kind="primary" disabled={code === "" || !fresh.good} busy={take.busy} type="submit">
        {words.codeDo}
      </Button>
    </form>
  );
}
