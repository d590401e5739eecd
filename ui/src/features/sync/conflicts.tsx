import { undo, useDoing, useReading, useSettle } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { Choice } from "../../ipc/types/Choice";
import type { ConflictItem } from "../../ipc/types/ConflictItem";
import type { Party } from "../../ipc/types/Party";
import type { WrittenOn } from "../../ipc/types/WrittenOn";
import { Empty } from "../../parts/empty";
import { useText } from "../../text";
import css from "./conflicts.module.css";
import shared from "./index.module.css";
import { fieldName, nounName, valueWords } from "./value";

/** 改动冲突: both values of each field side by side; a tap chooses. */
export function Conflicts() {
  const t = useText();
  const words = t.sync.conflict;
  const { data, error } = useReading("sync.conflicts", {});
  if (error) return <p role="alert">{t.say.error(error)}</p>;
  if (!data) return null;
  if (data.length === 0) return <Empty icon="check" title={words.noneTitle} text={words.noneText} />;
  return (
    <section className={shared.section}>
      <p className="soft">{words.intro(data.length)}</p>
      <ul className={css.items}>
        {data.map((item) => (
          <Conflict key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Conflict({ item }: { item: ConflictItem }) {
  const t = useText();
  const words = t.sync.conflict;
  const settle = useSettle();
  const { person } = useStatus();
  const decide = useDoing("sync.decide", {
    done: ({ tx_id, left }, { choice }) => {
      settle("sync.conflicts", {}, left);
      toast.say(choice === "kept" ? words.keptSaid : words.takenSaid, {
        label: t.app.undo,
        run: () => undo(tx_id, t.app.undone),
      });
    },
  });
  const partyOf = (by: Party, from: WrittenOn | null) => {
    if (by === "this_device") return words.byMe(person?.name ?? words.me, words.devices.this_device);
    if (by === "other_device") {
      const device = from ? words.deviceNamed(from.device) : words.devices.other_device;
      return words.byMe(person?.name ?? words.me, device);
    }
    return by === "colleague" && from ? words.colleagueNamed(from.person) : words.parties[by];
  };
  const [kept, lost] = valueWords(t, item.noun, item.field, item.kept, item.lost, item.names);
  const sides: [Choice, string, string, string, number, string][] = [
    ["kept", words.kept, kept, words.keep, item.kept_at, partyOf(item.kept_by, item.kept_from)],
    ["lost", words.lost, lost, words.take, item.lost_at, partyOf(item.lost_by, item.lost_from)],
  ];
  return (
    <li className={css.item}>
      <h2 className={css.head}>
        <span>{fieldName(t, item.noun, item.field)}</span>
        <span className="soft">
          {[nounName(t, item.noun), item.row_name, item.customer_name].filter(Boolean).join(" · ")}
        </span>
      </h2>
      <div className={css.sides}>
        {sides.map(([choice, state, value, act, at, by]) => (
          <button
            key={choice}
            type="button"
            className={css.side}
            disabled={decide.busy}
            onClick={() => decide.run({ id: item.id, choice })}
          >
            <span className={css.state}>{state}</span>
            <span className={css.value}>{value}</span>
            <span className={css.by}>
              {by} · <span className={css.when}>{t.format.instant(at)}</span>
            </span>
            <span className={css.act}>{act}</span>
          </button>
        ))}
      </div>
    </li>
  );
}
