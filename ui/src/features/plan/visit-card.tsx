import { memo } from "react";
import { useStatus } from "../../app/status";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import { Badge } from "../../parts/badge";
import { Icon } from "../../parts/icon";
import { brief, inFull, isPast, leadingReasons } from "../../parts/reasons";
import { useText } from "../../text";
import css from "./visit-card.module.css";

interface Shown {
  visit: BoardVisit;
  /** The core is working out the day's times. */
  retiming: boolean;
  selected: boolean;
  lifted: boolean;
  /** It hangs under the pointer: what stays here is its shadow. */
  dragging: boolean;
  /** Lifted: what it costs here. */
  cost: string | null;
}

interface CardProps extends Shown {
  tabbable: boolean;
  /** The id of the words that tell how it is moved. */
  instructions: string;
  onOpen: (id: string) => void;
  onLock: (id: string, locked: boolean) => void;
}

/** A visit on the board: the card opens the visit, can be dragged, and is locked by its own button. */
export const VisitCard = memo(function VisitCard(props: CardProps) {
  const { visit, tabbable, onOpen, onLock } = props;
  const t = useText();
  const days = { today: useStatus().today, on: visit.date };
  const name = visit.customer.name;
  return (
    <li
      className={css.item}
      data-visit={visit.id}
      data-locked={visit.locked || undefined}
      data-dragging={props.dragging || undefined}
    >
      <button
        type="button"
        className={css.card}
        tabIndex={tabbable ? 0 : -1}
        aria-describedby={props.instructions}
        data-state={visit.state}
        data-selected={props.selected || undefined}
        data-lifted={props.lifted || undefined}
        data-retiming={props.retiming || undefined}
        title={[
          name,
          ...visit.warnings.map((warning) => t.say.error(warning)),
          ...visit.reasons.map((reason) => inFull(reason, t, days)),
        ].join("\n")}
        onClick={() => onOpen(visit.id)}
      >
        <CardFace visit={visit} />
        {props.cost && <span className={`${css.cost} figures`}>{props.cost}</span>}
      </button>
      <button
        type="button"
        className={css.lock}
        tabIndex={-1}
        aria-pressed={visit.locked}
        aria-label={visit.locked ? t.plan.unlockNamed(name) : t.plan.lockNamed(name)}
        title={visit.locked ? t.plan.unlock : t.plan.lock}
        onClick={() => onLock(visit.id, !visit.locked)}
      >
        <Icon name={visit.locked ? "lock" : "unlock"} size={16} />
      </button>
    </li>
  );
}, isSameCard);

/** A card does not show its place: the hundred that move up by one need not be drawn anew. */
function isSameCard(before: CardProps, after: CardProps): boolean {
  const names = Object.keys(after) as (keyof CardProps)[];
  return names.every((name) =>
    name === "visit" ? isSameVisit(before.visit, after.visit) : before[name] === after[name],
  );
}

function isSameVisit(before: BoardVisit, after: BoardVisit): boolean {
  const names = Object.keys(after) as (keyof BoardVisit)[];
  return before === after || names.every((name) => name === "order" || before[name] === after[name]);
}

/** What a card says; also what hangs under the pointer while it is dragged. */
export const CardFace = memo(function CardFace({ visit }: { visit: BoardVisit }) {
  const t = useText();
  const { customer } = visit;
  const seen = visit.seen_since;
  const days = { today: useStatus().today, on: visit.date };
  const leading = leadingReasons(visit.reasons, days);
  const mark = visit.change && t.plan.change[visit.change];
  const state = visit.state === "planned" ? null : t.shared.visit_states[visit.state];
  return (
    <>
      <span className={`${css.time} figures`}>{t.format.clock(visit.arrive_min)}</span>
      <span className={css.name}>{customer.name}</span>
      <span className={css.badge}>
        <Badge of={customer.class} />
      </span>
      <span className={css.reason}>
        {visit.warnings.length > 0 && (
          <Icon name="warning" size={16} label={visit.warnings.map((one) => t.say.error(one)).join(" ")} />
        )}
        {mark && <span className={css.mark}>{mark}</span>}
        {state && (
          <span className={css.state} data-state={visit.state}>
            {state}
          </span>
        )}
        <span className={css.words}>
          {seen && `${t.plan.visit.seen(t.format.dateShort(seen))}${leading.length > 0 ? " · " : ""}`}
          {leading.map((reason, index) => (
            <span
              key={reason.kind}
              data-pressing={(isPast(reason, days) && visit.state === "planned") || undefined}
            >
              {index > 0 && " · "}
              {brief(reason, t, days)}
            </span>
          ))}
        </span>
      </span>
    </>
  );
});

/** The card under the pointer. */
export function CardInHand({ visit, cost }: { visit: BoardVisit; cost: string | null }) {
  return (
    <div className={`${css.card} ${css.inHand}`}>
      <CardFace visit={visit} />
      {cost && <span className={`${css.cost} figures`}>{cost}</span>}
    </div>
  );
}

/** A customer from the drawer under the pointer. */
export function WaitingInHand({ customer, cost }: { customer: CustomerSummary; cost: string | null }) {
  return (
    <div className={`${css.card} ${css.inHand}`}>
      <span className={css.name}>{customer.name}</span>
      <span className={css.badge}>
        <Badge of={customer.class} />
      </span>
      {cost && <span className={`${css.cost} figures`}>{cost}</span>}
    </div>
  );
}
