/** Saving one field of a customer by itself, with undo. */
import { useState } from "react";
import { undo, useDoing, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { Customer } from "../../ipc/types/Customer";
import type { Datum } from "../../ipc/types/Datum";
import { useText } from "../../text";
import type { Refused } from "./service";

interface Typed extends Omit<Customer, "position"> {
  /** Degrees in `datum`. */
  position: { lat: number; lng: number; datum: Datum } | null;
}

export type Save = <F extends keyof Typed>(field: F, value: Typed[F]) => void;

export function useSave(id: string) {
  const t = useText();
  const settle = useSettle();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const doing = useDoing("customer.set_field", {
    done: (file, { field }) => {
      setErrors((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== field)));
      settle("customer.get", { id }, file);
      const name = t.say.field(field);
      const { tx_id: txId } = file;
      toast.say(
        t.customer.saved(name),
        txId ? { label: t.app.undo, run: () => undo(txId, t.app.undone) } : undefined,
        "saved",
      );
    },
    // A failure stands beside its field.
    failed: (failure, { field }) =>
      setErrors((all) => ({ ...all, [field]: t.say.error({ ...failure, field: failure.field ?? field }) })),
  });
  const save: Save = (field, value) => doing.run({ id, field, value });
  /** What cannot even be sent: a text where a number belongs. */
  const refuse = (field: keyof Typed, { code, detail }: Refused) =>
    setErrors((all) => ({ ...all, [field]: t.say.error({ code, field, detail }) }));
  return { save, refuse, errors };
}
