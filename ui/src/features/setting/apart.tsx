import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { ApartView } from "../../ipc/types/ApartView";
import { ApartDialog } from "../../parts/apart-dialog";
import { Button, IconButton } from "../../parts/button";
import { useText } from "../../text";
import css from "./parts.module.css";

/** 不顺路: the pairs that never share a day. */
export function Apart() {
  const t = useText();
  const words = t.planner;
  const settle = useSettle();
  const pairs = useReading("apart.list", {});
  const show = (reply: ApartView[]) => settle("apart.list", {}, reply);
  const put = useDoing("apart.put", { done: show });
  const remove = useDoing("apart.delete", { done: show });
  const [adding, setAdding] = useState(false);
  const drop = ({ id, customer, other, note }: ApartView) => {
    remove.run({ id });
    toast.say(words.apartRemoved(customer.name, other.name), {
      label: t.app.undo,
      run: () => put.run({ customer_id: customer.id, other_id: other.id, note }),
    });
  };
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.apart}</h2>
      <p className="soft small">{words.apartTells}</p>
      {pairs.error && <p role="alert">{t.say.error(pairs.error)}</p>}
      {pairs.data?.length === 0 && <p className="soft">{words.apartNone}</p>}
      {pairs.data && pairs.data.length > 0 && (
        <ul className={css.card}>
          {pairs.data.map((pair) => (
            <li key={pair.id} className={css.row}>
              <span className={css.words}>
                <span className={css.name}>{words.apartPair(pair.customer.name, pair.other.name)}</span>
                {pair.note && <span className="soft small">{pair.note}</span>}
              </span>
              <IconButton
                icon="trash"
                label={words.apartRemove(pair.customer.name, pair.other.name)}
                onPress={() => drop(pair)}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={css.start}>
        <Button icon="plus" onPress={() => setAdding(true)}>
          {words.apartAdd}
        </Button>
      </div>
      {adding && <ApartDialog first={null} onClose={() => setAdding(false)} />}
    </section>
  );
}
