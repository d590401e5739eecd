import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { CalendarEntry } from "../../ipc/types/CalendarEntry";
import { Button, IconButton } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { type Text, useText } from "../../text";
import { EntryDialog } from "./entry-dialog";
import css from "./parts.module.css";

/** 日历: what differs from the usual week, beside the public holidays that are built in. */
export function CalendarSection() {
  const t = useText();
  const words = t.setting.calendar;
  const { today, unpublished_years } = useStatus();
  const list = useReading("calendar.list", {});
  const settle = useSettle();
  const show = (entries: CalendarEntry[]) => settle("calendar.list", {}, entries);
  const put = useDoing("calendar.put", { done: show });
  const remove = useDoing("calendar.delete", { done: show });
  const [edited, setEdited] = useState<CalendarEntry | "new" | null>(null);
  if (list.error) return <p role="alert">{t.say.error(list.error)}</p>;
  const entries = (list.data ?? []).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const coming = entries.filter(({ to }) => to >= today);
  const past = entries.filter(({ to }) => to < today).toReversed();

  const drop = (entry: CalendarEntry) => {
    const { from, to, kind, part, note } = entry;
    remove.run({ id: entry.id });
    toast.say(words.removed(titleOf(entry, t)), {
      label: words.undo,
      run: () => put.run({ id: null, from, to, kind, part, note }),
    });
  };
  const rows = (shown: CalendarEntry[]) => (
    <ul className={css.card}>
      {shown.map((entry) => (
        <li key={entry.id} className={css.row}>
          <span className={css.words}>
            <span className={css.name}>{titleOf(entry, t)}</span>
            <span className="soft small figures">{spanOf(entry, t, today)}</span>
          </span>
          <span className={css.tools}>
            <IconButton
              icon="edit"
              label={words.changeNamed(titleOf(entry, t))}
              onPress={() => setEdited(entry)}
            />
            <IconButton
              icon="trash"
              label={words.removeNamed(titleOf(entry, t))}
              onPress={() => drop(entry)}
            />
          </span>
        </li>
      ))}
    </ul>
  );

  return (
    <>
      <p className={css.intro}>{words.intro}</p>
      {unpublished_years.length > 0 && (
        <p className={css.warn}>
          <Icon name="warning" size={16} />
          <span>{words.unpublished(unpublished_years.join(words.between))}</span>
        </p>
      )}
      {list.data && coming.length === 0 && <p>{words.none}</p>}
      {coming.length > 0 && rows(coming)}
      <div className={css.start}>
        <Button kind="primary" icon="plus" onPress={() => setEdited("new")}>
          {words.add}
        </Button>
      </div>
      {past.length > 0 && (
        <details>
          <summary>{words.past(past.length)}</summary>
          {rows(past)}
        </details>
      )}
      {edited && (
        <EntryDialog
          entry={edited === "new" ? null : edited}
          onSaved={(reply) => {
            show(reply);
            setEdited(null);
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function titleOf({ kind, note }: CalendarEntry, t: Text): string {
  const word = t.setting.calendar.kinds[kind];
  return note ? `${word} · ${note}` : word;
}

function spanOf({ from, to, part }: CalendarEntry, t: Text, today: string): string {
  const days =
    from === to
      ? t.format.dateDay(from)
      : `${t.format.dateNear(from, today)}–${t.format.dateNear(to, today)}`;
  return part === "whole" ? days : `${days} ${t.setting.calendar.parts[part]}`;
}
