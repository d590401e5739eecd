import type { PlanDifference } from "../../ipc/types/PlanDifference";
import type { PlanProposal } from "../../ipc/types/PlanProposal";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { grouped, isUnchanged } from "./difference";
import css from "./difference-dialog.module.css";

/** What a replan would change, before it is taken. */
export function DifferenceDialog({
  proposal,
  onAccept,
  onClose,
}: {
  proposal: PlanProposal;
  onAccept: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const words = t.plan.difference;
  const { moved, movedCount, added, removed } = grouped(proposal.differences);
  const same = isUnchanged(proposal);
  const saved = proposal.travel_m_before - proposal.travel_m_after;
  const verdict =
    saved > 0
      ? words.less(t.format.distance(saved))
      : saved < 0
        ? words.more(t.format.distance(-saved))
        : words.same;
  return (
    <Dialog
      wide
      title={words.title}
      onClose={onClose}
      actions={
        same ? (
          <Button kind="primary" onPress={onClose}>
            {words.refuse}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{words.refuse}</Button>
            <Button kind="primary" onPress={onAccept}>
              {words.accept}
            </Button>
          </>
        )
      }
    >
      <dl className={`${css.sums} figures`}>
        <div>
          <dt>{words.travel}</dt>
          <dd>
            {words.between(
              t.format.distance(proposal.travel_m_before),
              t.format.distance(proposal.travel_m_after),
            )}
            <span className={css.verdict}>{verdict}</span>
          </dd>
        </div>
        <div>
          <dt>{words.visits}</dt>
          <dd>
            {words.count(proposal.visits_before, proposal.visits_after)}
            <span className={css.verdict}>{words.kept(proposal.kept)}</span>
          </dd>
        </div>
      </dl>
      {/* Nothing in here can be pressed: by keyboard it is scrolled from the list itself. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={css.list} tabIndex={0} role="region" aria-label={words.title}>
        {same && <p>{words.none}</p>}
        {movedCount > 0 && (
          <section>
            <h3>{words.movedHead(movedCount)}</h3>
            {moved.map((group) => (
              <div key={`${group.from} ${group.to}`} className={css.group}>
                <p className={css.between}>
                  {words.between(
                    t.format.weekday(weekdayOf(group.from)),
                    t.format.weekday(weekdayOf(group.to)),
                  )}
                </p>
                <Rows list={group.rows} />
              </div>
            ))}
          </section>
        )}
        {added.length > 0 && (
          <section>
            <h3>{words.addedHead(added.length)}</h3>
            <Rows list={added} aside={(row) => (row.to ? t.format.dateDay(row.to) : "")} />
          </section>
        )}
        {removed.length > 0 && (
          <section>
            <h3>{words.removedHead(removed.length)}</h3>
            <Rows list={removed} aside={(row) => (row.from ? t.format.dateDay(row.from) : "")} />
          </section>
        )}
      </div>
    </Dialog>
  );
}

function Rows({ list, aside }: { list: PlanDifference[]; aside?: (row: PlanDifference) => string }) {
  return (
    <ul className={css.rows}>
      {list.map((row) => (
        <li key={row.customer.id}>
          <CustomerLine whole customer={row.customer} aside={aside?.(row)} />
        </li>
      ))}
    </ul>
  );
}
