/** 客户集: saved filters and customers picked by hand. */
import { useState } from "react";
import { undo, useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { CustomerFilter } from "../../ipc/types/CustomerFilter";
import { IconButton } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Field, Input } from "../../parts/field";
import { FormDialog } from "../../parts/form-dialog";
import { useText } from "../../text";
import css from "./sets.module.css";

export function SaveSet({
  filter,
  chosen,
  onClose,
}: {
  /** A saved filter … */
  filter?: CustomerFilter;
  /** … or customers picked by hand. */
  chosen?: readonly string[];
  onClose: () => void;
}) {
  const t = useText();
  const settle = useSettle();
  const [name, setName] = useState("");
  const [error, setError] = useState<string | null>(null);
  const put = useDoing("set.put", {
    done: (sets) => {
      settle("set.list", {}, sets);
      toast.say(t.customer.setSaved(name.trim()));
      onClose();
    },
    failed: (failure) => setError(t.say.error(failure)),
  });
  const save = () =>
    put.run({ id: null, name: name.trim(), customer_ids: [...(chosen ?? [])], filter: filter ?? null });
  return (
    <FormDialog
      title={filter ? t.customer.saveFilterAsSet : t.customer.saveSet}
      onClose={onClose}
      send={t.app.save}
      ready={name.trim() !== ""}
      busy={put.busy}
      onSend={save}
    >
      <Input
        label={t.customer.setName}
        placeholder={t.customer.setNameHint}
        value={name}
        onChange={(value) => {
          setName(value);
          setError(null);
        }}
        error={error}
        hint={filter ? t.customer.saveFilterHint : t.customer.saveChosenHint(chosen?.length ?? 0)}
        maxLength={40}
        autoFocus
      />
    </FormDialog>
  );
}

export function ManageSets({ onClose }: { onClose: () => void }) {
  const t = useText();
  const settle = useSettle();
  const sets = useReading("set.list", {});
  const put = useDoing("set.put", { done: (reply) => settle("set.list", {}, reply) });
  const remove = useDoing("set.delete", {
    done: ({ tx_id }, { id }) => {
      const name = sets.data?.find((one) => one.set.id === id)?.set.name ?? "";
      toast.say(t.customer.setDeleted(name), {
        label: t.app.undo,
        run: () => undo(tx_id, t.app.undone),
      });
    },
  });
  return (
    <Dialog title={t.customer.manageSets} onClose={onClose} wide>
      {sets.data?.length === 0 && <p className="soft">{t.customer.noSets}</p>}
      <ul className={css.sets}>
        {sets.data?.map(({ set, count }) => (
          <li key={set.id} className={css.set}>
            <Field
              label={`${set.filter ? t.customer.byFilter : t.customer.byHand} · ${t.customer.count(count)}`}
              value={set.name}
              maxLength={40}
              onSave={(name) =>
                put.run({ id: set.id, name, customer_ids: set.customer_ids, filter: set.filter })
              }
            />
            <IconButton
              icon="trash"
              label={t.customer.deleteSetNamed(set.name)}
              onPress={() => remove.run({ id: set.id })}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
