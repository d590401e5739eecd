import { useDraggable } from "@dnd-kit/core";
import { href } from "../../app/router";
import type { BoardUnplanned } from "../../ipc/types/BoardUnplanned";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { CustomerLine } from "../../parts/customer-line";
import { Menu } from "../../parts/menu";
import { useText } from "../../text";
import { holdsVisits } from "./board";
import { waitingId } from "./drag-id";
import { Side } from "./side";
import css from "./unplanned.module.css";
import type { PlanActions } from "./use-plan";

/** Who is due and not in the plan, why, and what helps. */
export function Unplanned({
  board,
  actions,
  over,
  onOpen,
  onClose,
}: {
  board: PlanBoard;
  actions: PlanActions;
  over: boolean;
  onOpen: (visitId: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const pressing = board.unplanned.filter(({ reason }) => reason.kind !== "postponed");
  const waiting = board.unplanned.filter(({ reason }) => reason.kind === "postponed");
  const rows = (list: BoardUnplanned[]) => (
    <ul className={css.list}>
      {list.map((row) => (
        <WaitingRow key={row.customer.id} row={row} board={board} actions={actions} />
      ))}
    </ul>
  );
  return (
    <Side over={over} title={t.plan.unplannedTitle} onClose={onClose}>
      {board.unplanned.length === 0 && <p className="soft">{t.plan.unplannedNone}</p>}
      {pressing.length > 0 && rows(pressing)}
      {waiting.length > 0 && (
        <details className={css.more} open={pressing.length === 0}>
          <summary>{t.plan.postponed(waiting.length)}</summary>
          {rows(waiting)}
        </details>
      )}
      {board.removed.length > 0 && (
        <section>
          <h3 className={css.heading}>{t.plan.removedTitle}</h3>
          <ul className={css.list}>
            {board.removed.map((visit) => (
              <li key={visit.id}>
                <button type="button" className={css.link} onClick={() => onOpen(visit.id)}>
                  <CustomerLine
                    whole
                    customer={visit.customer}
                    line={t.format.dateDay(visit.date)}
                    aside={t.plan.change.removed}
                  />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Side>
  );
}

function WaitingRow({
  row,
  board,
  actions,
}: {
  row: BoardUnplanned;
  board: PlanBoard;
  actions: PlanActions;
}) {
  const t = useText();
  const { customer, reason } = row;
  const { listeners, setNodeRef } = useDraggable({ id: waitingId(customer.id) });
  const days = board.days.filter(holdsVisits);
  return (
    <li className={css.row}>
      {/* Dragging is one of two ways; the menu beside it does the same by keyboard. */}
      <div ref={setNodeRef} className={css.grip} {...listeners}>
        <a className={css.name} href={href(["customer", customer.id])} draggable={false}>
          <CustomerLine whole customer={customer} />
        </a>
        <p className={css.reason}>{t.say.unplanned(reason)}</p>
      </div>
      {days.length > 0 && (
        <Menu
          label={t.plan.addNamed(customer.name)}
          word={t.plan.add}
          icon="plus"
          items={[
            { name: "any", label: t.plan.addAnywhere },
            ...days.map((day) => ({ name: day.date, label: t.plan.addTo(t.format.dateDay(day.date)) })),
          ]}
          onChoose={(name) => void actions.add(customer.id, name === "any" ? null : name)}
        />
      )}
    </li>
  );
}
