import { useState } from "react";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import { toast } from "../../app/toast";
import { Button } from "../../parts/button";
import { useText } from "../../text";
import css from "./chosen-bar.module.css";
import type { Listing } from "./query";
import { SaveSet } from "./sets";
import { WINDOW } from "./use-pages";

/** What can be done with the customers picked by hand. */
export function ChosenBar({
  chosen,
  onChosen,
  listing,
  total,
}: {
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string> | null) => void;
  listing: Listing;
  total: number;
}) {
  const t = useText();
  const [saving, setSaving] = useState(false);
  const all = async () => {
    const ids = new Set(chosen);
    try {
      for (let offset = 0; offset < total; offset += WINDOW) {
        const page = await call("customer.list", { ...listing, offset, limit: WINDOW });
        for (const { id } of page.rows) ids.add(id);
      }
      onChosen(ids);
    } catch (thrown) {
      toast.error(asAppError(thrown));
    }
  };
  return (
    <div className={css.bar} role="region" aria-label={t.customer.chosen(chosen.size)}>
      <span className={css.count}>{t.customer.chosen(chosen.size)}</span>
      {chosen.size < total ? (
        <Button kind="quiet" onPress={() => void all()}>
          {t.customer.chooseAll}
        </Button>
      ) : (
        <Button kind="quiet" onPress={() => onChosen(new Set())}>
          {t.customer.chooseNone}
        </Button>
      )}
      <Button kind="quiet" onPress={() => onChosen(null)}>
        {t.customer.endSelect}
      </Button>
      <Button kind="primary" disabled={chosen.size === 0} onPress={() => setSaving(true)}>
        {t.customer.saveSet}
      </Button>
      {saving && <SaveSet chosen={[...chosen]} onClose={() => setSaving(false)} />}
    </div>
  );
}
