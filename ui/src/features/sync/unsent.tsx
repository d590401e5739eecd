import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { SetAsideItem } from "../../ipc/types/SetAsideItem";
import type { UnsentItem } from "../../ipc/types/UnsentItem";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import chip from "../../parts/chip.module.css";
import { type Text, useText } from "../../text";
import css from "./index.module.css";
import { fieldName, nounName } from "./value";

/** 未上报: what headquarters did not take, what waits, and why. */
export function Unsent({ files }: { files: number }) {
  const t = useText();
  const words = t.sync.unsent;
  const unsent = useReading("sync.unsent", {});
  const aside = useReading("sync.set_aside", {});
  const error = unsent.error ?? aside.error;
  if (error) return <p role="alert">{t.say.error(error)}</p>;
  if (!unsent.data || !aside.data) return null;
  const { items, more, because } = unsent.data;
  if (items.length + files + aside.data.length === 0) {
    return <Empty icon="check" title={words.allTitle} text={words.allText} />;
  }
  const waiting = items.length + more;
  const why = because && because.code !== "cancelled" ? t.say.error(because) : words.waits;
  return (
    <>
      {aside.data.length > 0 && (
        <section className={css.section}>
          <h2>{words.asideTitle(aside.data.length)}</h2>
          <p className="soft">{words.asideTells}</p>
          <ul className={css.rows}>
            {aside.data.map((item) => (
              <Aside key={item.op_seq} item={item} />
            ))}
          </ul>
        </section>
      )}
      {waiting + files > 0 && (
        <section className={css.section}>
          <h2>{waiting > 0 ? words.waitsTitle(waiting) : t.sync.waitingFiles(files)}</h2>
          <p className="soft">{why}</p>
          {waiting > 0 && files > 0 && <p>{t.sync.waitingFiles(files)}</p>}
          {items.length > 0 && (
            <ul className={css.rows}>
              {items.map((item) => (
                <Waiting key={`${item.noun} ${item.id}`} item={item} />
              ))}
            </ul>
          )}
          {more > 0 && <p className="soft">{words.more(more)}</p>}
        </section>
      )}
    </>
  );
}

/** `拜访记录 · 顺发超市`. */
function about(t: Text, { noun, customer_name }: { noun: string; customer_name: string | null }): string {
  const name = nounName(t, noun);
  return customer_name ? `${name} · ${customer_name}` : name;
}

function Waiting({ item }: { item: UnsentItem }) {
  const t = useText();
  const words = t.sync.unsent;
  const since = t.format.instant(item.first_at);
  const when = item.last_at === item.first_at ? since : words.since(since);
  return (
    <li className={css.row}>
      <span className={css.words}>
        <span className={css.any}>{about(t, item)}</span>
        <span className="soft small figures">
          {when} · {words.changes(item.operations)}
        </span>
      </span>
      <span className={chip.tag}>{words.tag}</span>
    </li>
  );
}

/** A transaction that was set aside: why, what it was, and the two ways on. */
function Aside({ item }: { item: SetAsideItem }) {
  const t = useText();
  const words = t.sync.unsent;
  const settle = useSettle();
  const [asked, setAsked] = useState(false);
  const decide = useDoing("sync.settle", {
    done: (left, { op_seq, choice }) => {
      settle("sync.set_aside", {}, left);
      setAsked(false);
      const still = left.some((other) => other.op_seq === op_seq);
      toast.say(still ? words.still : choice === "drop" ? words.dropped : words.retried);
    },
  });
  const first = item.rows[0];
  const what = first ? about(t, first) : (t.sync.nouns.other ?? "");
  const fields = [
    ...new Set((first ? Object.keys(first.fields) : []).map((name) => fieldName(t, first?.noun ?? "", name))),
  ];
  return (
    <li className={css.aside}>
      <p className={css.asideHead}>
        <span className={css.strong}>{what}</span>
        <span className={chip.tag} data-tone="due">
          {words.asideTag}
        </span>
      </p>
      <p>{item.because ? t.say.error(item.because) : words.noReason}</p>
      <p className="soft small figures">
        {t.format.instant(item.at)}
        {fields.length > 0 &&
          ` · ${words.changed(fields.slice(0, 6).join(t.language === "zh" ? "、" : ", "))}`}
        {item.rows.length > 1 && ` · ${words.asideRows(item.rows.length)}`}
      </p>
      <p className={css.actions}>
        <Button
          busy={decide.busy}
          onPress={() => decide.run({ op_seq: item.op_seq, choice: "retry", password: null })}
        >
          {words.retry}
        </Button>
        <Button kind="quiet" disabled={decide.busy} onPress={() => setAsked(true)}>
          {words.drop}
        </Button>
      </p>
      {asked && (
        <Dialog
          title={words.dropTitle}
          onClose={() => setAsked(false)}
          actions={
            <>
              <Button onPress={() => setAsked(false)}>{words.keep}</Button>
              <Button
                kind="danger"
                busy={decide.busy}
                onPress={() => decide.run({ op_seq: item.op_seq, choice: "drop", password: null })}
              >
                {words.drop}
              </Button>
            </>
          }
        >
          <p className={css.dropping}>
            <Icon name="warning" size={18} />
            <span>{words.dropTells(what)}</span>
          </p>
        </Dialog>
      )}
    </li>
  );
}
