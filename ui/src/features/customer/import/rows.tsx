import { useMemo, useState } from "react";
import type { ImportOutcome } from "../../../ipc/types/ImportOutcome";
import type { Rejection } from "../../../ipc/types/Rejection";
import type { RowOutcome } from "../../../ipc/types/RowOutcome";
import { Tabs } from "../../../parts/tabs";
import { VirtualList } from "../../../parts/virtual-list";
import { useText } from "../../../text";
import css from "./import.module.css";

type Kind = "new" | "changed" | "same" | "rejected" | "far";

const SLIM_PX = 48;
const TALL_PX = 76;

/** Every row under what would become of it. */
export function Rows({ outcome }: { outcome: ImportOutcome }) {
  const t = useText();
  const words = t.customer.importing;
  const counts: Record<Kind, number> = {
    new: outcome.new,
    changed: outcome.changed,
    same: outcome.same,
    rejected: outcome.rejected_rows,
    far: outcome.far,
  };
  const kinds: Kind[] = ["new", "changed", "same", "rejected"];
  if (outcome.far > 0) kinds.push("far");
  // What needs a look comes first: rejections, then whatever there is.
  const [kind, setKind] = useState<Kind>(
    outcome.rejected_rows > 0 ? "rejected" : (kinds.find((one) => counts[one] > 0) ?? "new"),
  );
  const shown = kinds.includes(kind) ? kind : "new";
  const doubts = t.say.doubts(outcome.doubts);
  const rows = useMemo(
    () => outcome.rows.filter((row) => (shown === "far" ? row.position_far : row.state === shown)),
    [outcome, shown],
  );
  return (
    <section className={css.rows}>
      {doubts && <p className="soft small">{doubts}</p>}
      <Tabs
        label={words.title}
        value={shown}
        tabs={kinds.map((name) => ({
          name,
          label: name === "far" ? words.far : words.states[name],
          count: counts[name],
        }))}
        onChange={(name) => setKind(name as Kind)}
      >
        <div className={css.list}>
          {shown === "rejected" ? (
            <VirtualList
              key={shown}
              isStatic
              label={words.states.rejected}
              count={outcome.rejected.length}
              rowHeight={TALL_PX}
              row={(n) => <Rejected rejection={outcome.rejected[n]} />}
            />
          ) : (
            <VirtualList
              key={shown}
              isStatic
              label={shown === "far" ? words.far : words.states[shown]}
              count={rows.length}
              rowHeight={shown === "changed" ? TALL_PX : SLIM_PX}
              row={(n) => <Accepted row={rows[n]} />}
            />
          )}
          {(shown === "rejected" ? outcome.rejected : rows).length === 0 && (
            <p className={css.nothing}>{words.nothing[shown]}</p>
          )}
        </div>
      </Tabs>
    </section>
  );
}

function Accepted({ row }: { row: RowOutcome | undefined }) {
  const t = useText();
  const words = t.customer.importing;
  if (!row) return null;
  return (
    <div className={css.row}>
      <span className={css.number}>{words.rowNumber(row.row)}</span>
      <span className={css.what}>
        <span className={css.clip}>
          <span className="soft figures">{row.code}</span> <strong title={row.name}>{row.name}</strong>
        </span>
        {row.differences.length > 0 && (
          <span className={css.differences}>
            {row.differences.map(({ field, old, new: next }) => (
              <span key={field}>
                {words.was(t.say.field(field))}
                <del>{old || words.empty}</del> → <ins>{next || words.empty}</ins>
              </span>
            ))}
          </span>
        )}
      </span>
      {row.position_far && <span className={css.far}>{words.farNote}</span>}
    </div>
  );
}

function Rejected({ rejection }: { rejection: Rejection | undefined }) {
  const t = useText();
  const words = t.customer.importing;
  if (!rejection) return null;
  const { row, column, value, code, detail } = rejection;
  return (
    <div className={css.row}>
      <span className={css.number}>{words.rowNumber(row)}</span>
      <span className={css.what}>
        <span className={css.clip}>
          {column && <strong>{column}</strong>} {value && <span className={css.value}>{value}</span>}
        </span>
        <span className={css.reason}>
          {t.say.error({ code, field: column || null, detail: { ...detail, value } })}
        </span>
      </span>
    </div>
  );
}
