import { useDoing, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { NewPinFields, useNewPin } from "../../parts/new-pin";
import { useText } from "../../text";
import css from "./index.module.css";

/** Headquarters asks for a PIN and there is none: it is set here before anything goes on. */
export function Demanded({ id }: { id: string }) {
  const t = useText();
  const words = t.lock.demanded;
  const settle = useSettle();
  const fresh = useNewPin();
  const save = useDoing("lock.set_pin", {
    done: (status) => {
      settle("app.status", {}, status);
      toast.say(t.lock.security.wasSet);
    },
    failed: () => undefined,
  });
  const { error } = save;
  return (
    <form
      className={css.ways}
      onSubmit={(event) => {
        event.preventDefault();
        if (fresh.good) save.run({ pin: fresh.pin, old: null });
      }}
    >
      <header className={css.head}>
        <Icon name="lock" size={32} />
        <h1 id={id}>{words.title}</h1>
        <p className="soft">{words.tells}</p>
      </header>
      <div className={css.way}>
        <NewPinFields of={fresh} error={error} autoFocus />
        <p className="soft small">{t.lock.security.hqKnows}</p>
        {error && error.field !== "pin" && <p className={css.fault}>{t.say.error(error)}</p>}
        <Button kind="primary" disabled={!fresh.good} busy={save.busy} type="submit">
          {t.lock.security.set}
        </Button>
      </div>
    </form>
  );
}
