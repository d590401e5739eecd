import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import type { PlanDifference } from "../../ipc/types/PlanDifference";
import type { PlanProposal } from "../../ipc/types/PlanProposal";
import type { Remedy } from "../../ipc/types/Remedy";
import type { UnplannedReason } from "../../ipc/types/UnplannedReason";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { leadingReasons } from "../../parts/reasons";
import { type Text, useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { causeKey, causeWords } from "./cause";
import { costOf, type DifferenceGroup, grouped } from "./difference";
import css from "./difference-dialog.module.css";
import { LoadPairs } from "./load-pairs";

/** What a replan or a repair would change; each difference is taken or left by its tick. */
export function DifferenceDialog({
  proposal,
  onAccept,
  onClose,
}: {
  proposal: PlanProposal;
  /** The numbers of the differences that are wanted, null = all. */
  onAccept: (chosen: number[] | null) => void;
  onClose: () => void;
}) {
  const t = useText();
  const words = t.plan.difference;
  const { differences, left, before, causes } = proposal;
  const groups = useMemo(() => grouped(differences), [differences]);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(
    () => new Set(differences.map(({ number }) => number)),
  );
  const all = chosen.size === differences.length;
  const numbers = [...chosen].toSorted((a, b) => a - b);
  // The figures before stay until those of the new choice are there.
  const weighed = useReading(
    "plan.weigh",
    { token: proposal.token, chosen: numbers },
    { enabled: !all, keep: true },
  );
  const after = (!all && weighed.data) || proposal.after;
  const turn = (rows: readonly PlanDifference[], on: boolean) => {
    const next = new Set(chosen);
    for (const { number } of rows) {
      if (on) next.add(number);
      else next.delete(number);
    }
    setChosen(next);
  };
  const repair = causes.length > 0;
  return (
    <Dialog
      wide
      title={repair ? words.repairTitle : words.title}
      onClose={onClose}
      actions={
        differences.length === 0 && !proposal.list_changes ? (
          <Button kind="primary" onPress={onClose}>
            {words.refuse}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{words.refuse}</Button>
            <Button
              kind="primary"
              disabled={chosen.size === 0 && differences.length > 0}
              onPress={() => onAccept(all ? null : numbers)}
            >
              {differences.length === 0
                ? words.acceptList
                : all
                  ? repair
                    ? words.acceptRepair
                    : words.accept
                  : words.acceptSome(chosen.size)}
            </Button>
          </>
        )
      }
    >
      {proposal.stopped && <p className={css.stopped}>{words.stopped}</p>}
      {repair && (
        <ul className={css.causes}>
          {causes.map((cause) => (
            <li key={causeKey(cause)}>{causeWords(cause, t)}</li>
          ))}
        </ul>
      )}
      <dl className={`${css.sums} figures`}>
        <Sum
          name={words.travel}
          from={t.format.distance(before.travel_m)}
          to={t.format.distance(after.travel_m)}
          verdict={verdict(after.travel_m - before.travel_m, t.format.distance, t)}
        />
        <Sum
          name={words.time}
          from={t.format.span(before.travel_min)}
          to={t.format.span(after.travel_min)}
          verdict={verdict(after.travel_min - before.travel_min, t.format.span, t)}
        />
        <Sum
          name={words.visits}
          from={String(before.visits)}
          to={t.plan.visits(after.visits)}
          verdict={words.kept(proposal.kept)}
        />
        {(before.left_out > 0 || after.left_out > 0) && (
          <Sum name={words.leftOut} from={String(before.left_out)} to={t.plan.visits(after.left_out)} />
        )}
        {before.can_wait !== after.can_wait && (
          <Sum name={words.canWait} from={String(before.can_wait)} to={t.plan.visits(after.can_wait)} />
        )}
      </dl>
      <LoadPairs before={before} after={after} />
      {differences.length === 0 && <p>{repair ? t.plan.repair.none : words.none}</p>}
      {left.length > 0 && (
        <section className={css.group}>
          <h3 className={css.head}>{words.left(left.length)}</h3>
          <ul className={css.rows}>
            {left.map(({ customer, reason, remedy }) => (
              <li key={customer.id}>
                <CustomerLine whole customer={customer} line={<Left reason={reason} remedy={remedy} />} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {groups.map((group) => (
        <Group key={`${group.kind} ${group.from} ${group.to}`} group={group} chosen={chosen} onTurn={turn} />
      ))}
      {!all && chosen.size > 0 && <p className="soft small figures">{chosenCost(differences, chosen, t)}</p>}
    </Dialog>
  );
}

function chosenCost(differences: readonly PlanDifference[], chosen: ReadonlySet<number>, t: Text): string {
  const { metres, minutes } = costOf(differences, chosen);
  return t.plan.difference.chosenCost(
    chosen.size,
    t.plan.cost(t.format.distanceMore(metres), t.format.spanMore(minutes)),
  );
}

/** `少 12 公里`; nothing where nothing changes. */
function verdict(more: number, write: (value: number) => string, t: Text): string {
  const words = t.plan.difference;
  return more < 0 ? words.less(write(-more)) : more > 0 ? words.more(write(more)) : words.same;
}

function Sum({
  name,
  from,
  to,
  verdict: said,
}: {
  name: string;
  from: string;
  to: string;
  verdict?: string;
}) {
  const t = useText();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {t.plan.difference.between(from, to)}
        {said && <span className={css.verdict}>{said}</span>}
      </dd>
    </div>
  );
}

function Group({
  group,
  chosen,
  onTurn,
}: {
  group: DifferenceGroup;
  chosen: ReadonlySet<number>;
  onTurn: (rows: readonly PlanDifference[], on: boolean) => void;
}) {
  const t = useText();
  const words = t.plan.difference;
  const { kind, from, to, rows } = group;
  const count = rows.filter(({ number }) => chosen.has(number)).length;
  const title =
    from && to
      ? words.movedHead(t.format.weekday(weekdayOf(from)), t.format.weekday(weekdayOf(to)), rows.length)
      : words.heads[kind](rows.length);
  return (
    <fieldset className={css.group}>
      <legend className="unseen">{title}</legend>
      <label className={css.head}>
        <input
          type="checkbox"
          checked={count === rows.length}
          ref={(box) => {
            if (box) box.indeterminate = count > 0 && count < rows.length;
          }}
          onChange={(event) => onTurn(rows, event.target.checked)}
        />
        <span aria-hidden="true">{title}</span>
        <span className="unseen">{words.takeAll(title)}</span>
      </label>
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.number}>
            <label className={css.row}>
              <input
                type="checkbox"
                checked={chosen.has(row.number)}
                onChange={(event) => onTurn([row], event.target.checked)}
              />
              <CustomerLine
                whole
                customer={row.customer}
                line={<Why row={row} />}
                aside={<When row={row} />}
              />
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** Why there, or why no longer and what would help, in the planner's own words. */
function Why({ row: { reasons, left_out, remedy } }: { row: PlanDifference }) {
  const t = useText();
  if (!left_out) {
    return (
      <>
        {leadingReasons(reasons)
          .map((reason) => t.say.reason(reason))
          .join(t.plan.semicolon)}
      </>
    );
  }
  return <Left reason={left_out} remedy={remedy} />;
}

function Left({ reason, remedy }: { reason: UnplannedReason; remedy: Remedy | null }) {
  const t = useText();
  return (
    <>
      {t.say.unplanned(reason)} {remedy && <span className={css.remedy}>{t.say.remedy(remedy)}</span>}
    </>
  );
}

/** When it was and when it would be, and what that alone costs. */
function When({ row: { from, to, travel_m, travel_min } }: { row: PlanDifference }) {
  const t = useText();
  const times = [from, to].flatMap((place) =>
    place ? [`${t.format.weekday(weekdayOf(place.date))} ${t.format.clock(place.arrive_min)}`] : [],
  );
  return (
    <>
      <span>{times.join(" → ")}</span>
      {(travel_m !== 0 || travel_min !== 0) && (
        <span>{t.plan.cost(t.format.distanceMore(travel_m), t.format.spanMore(travel_min))}</span>
      )}
    </>
  );
}
