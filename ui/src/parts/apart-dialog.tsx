import { useState } from "react";
import { useDoing, useReading, useSettle } from "../app/data";
import { toast } from "../app/toast";
import type { AppError } from "../ipc/error";
import type { ApartView } from "../ipc/types/ApartView";
import type { CustomerSummary } from "../ipc/types/CustomerSummary";
import { useText } from "../text";
import css from "./apart-dialog.module.css";
import { Button, IconButton } from "./button";
import { CustomerLine } from "./customer-line";
import { CustomerSearch } from "./customer-search";
import { Dialog } from "./dialog";
import { Input, Labelled } from "./field";

export type ApartOne = Pick<CustomerSummary, "id" | "name" | "class" | "address">;

/** 不顺路: two customers that never share a day. The first may be known already, with those it is kept apart from. */
export function ApartDialog({ first, onClose }: { first: ApartOne | null; onClose: () => void }) {
  const t = useText();
  const words = t.planner;
  const settle = useSettle();
  const [one, setOne] = useState<ApartOne | null>(first);
  const [other, setOther] = useState<ApartOne | null>(null);
  const [note, setNote] = useState("");
  const [failure, setFailure] = useState<AppError | null>(null);
  const put = useDoing("apart.put", {
    done: (reply) => {
      settle("apart.list", {}, reply);
      if (one && other) toast.say(words.apartSaved(one.name, other.name));
      onClose();
    },
    failed: setFailure,
  });
  return (
    <Dialog
      title={first ? words.apartWith(first.name) : words.apartAdd}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.app.cancel}</Button>
          <Button
            kind="primary"
            busy={put.busy}
            disabled={!one || !other}
            onPress={() =>
              one && other && put.run({ customer_id: one.id, other_id: other.id, note: note.trim() || null })
            }
          >
            {words.apartSave}
          </Button>
        </>
      }
    >
      <p className="soft small">{words.apartTells}</p>
      {first && <Pairs of={first} />}
      {!first && <Chosen label={words.apartFirst} chosen={one} asks={!one} onChoose={setOne} />}
      <Chosen label={words.apartSecond} chosen={other} asks={one !== null && !other} onChoose={setOther} />
      {one && other && (
        <Input
          label={words.apartNote}
          value={note}
          placeholder={words.apartNoteHint}
          maxLength={60}
          onChange={setNote}
        />
      )}
      {failure && (
        <p className={css.fault} role="alert">
          {t.say.error(failure)}
        </p>
      )}
    </Dialog>
  );
}

/** Whom a customer is kept apart from already. */
function Pairs({ of }: { of: ApartOne }) {
  const t = useText();
  const settle = useSettle();
  const pairs = useReading("apart.list", {});
  const remove = useDoing("apart.delete", { done: (reply) => settle("apart.list", {}, reply) });
  const own = (pairs.data ?? []).filter(({ customer, other }) => customer.id === of.id || other.id === of.id);
  const across = ({ customer, other }: ApartView) => (customer.id === of.id ? other : customer);
  if (own.length === 0) return null;
  return (
    <ul className={css.pairs}>
      {own.map((pair) => (
        <li key={pair.id} className={css.chosen}>
          <CustomerLine whole customer={across(pair)} line={pair.note ?? undefined} />
          <IconButton
            icon="trash"
            label={t.planner.apartRemove(of.name, across(pair).name)}
            onPress={() => remove.run({ id: pair.id })}
          />
        </li>
      ))}
    </ul>
  );
}

function Chosen({
  label,
  chosen,
  asks,
  onChoose,
}: {
  label: string;
  chosen: ApartOne | null;
  asks: boolean;
  onChoose: (customer: ApartOne | null) => void;
}) {
  const t = useText();
  if (!chosen && !asks) return null;
  return (
    <Labelled label={label}>
      {chosen ? (
        <div className={css.chosen}>
          <CustomerLine whole customer={chosen} />
          <Button kind="quiet" onPress={() => onChoose(null)}>
            {t.planner.apartChange}
          </Button>
        </div>
      ) : (
        <CustomerSearch onlyTyped onPick={onChoose} />
      )}
    </Labelled>
  );
}
