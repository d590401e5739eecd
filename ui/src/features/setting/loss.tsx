import { useState } from "react";
import { useDoing } from "../../app/data";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import css from "./parts.module.css";

/** What would be lost or left behind: how much, the rescue file for headquarters first, and that somebody knows. */
export function Loss({
  tells,
  yes,
  rescuable = true,
  known,
  onKnown,
}: {
  tells: string;
  yes: string;
  /** Headquarters is there to take a rescue file. */
  rescuable?: boolean;
  known: boolean;
  onKnown: (known: boolean) => void;
}) {
  const t = useText();
  const words = t.lock.security;
  const [saved, setSaved] = useState<string | null>(null);
  const rescue = useDoing("rescue.export", {
    done: ({ operations, files, path }) => setSaved(words.rescueMade(operations, files, path)),
  });
  return (
    <>
      <p className={css.warn} role="alert">
        <Icon name="warning" size={18} />
        <span>{tells}</span>
      </p>
      {rescuable && (
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
      <Switch label={yes} on={known} onChange={onKnown} />
    </>
  );
}
