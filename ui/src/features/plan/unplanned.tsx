import { useDraggable } from "@dnd-kit/core";
import { useReading } from "../../app/data";
import { href } from "../../app/router";
import type { BoardUnplanned } from "../../ipc/types/BoardUnplanned";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button, ButtonLink } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { useText } from "../../text";
import { holdsVisits, pressing } from "./board";
import { waitingId } from "./drag-id";
import { Side } from "./side";
import css from "./unplanned.module.css";
import type { PlanActions } from "./use-plan";
import { remedyBy } from "./use-remedy";

/** Who is due and not in the plan, why, and what helps. */
export function Unplanned({
  board,
  actions,
  over,
  onRemedy,
  onOpen,
  onClose,
}: {
  board: PlanBoard;
  actions: PlanActions;
  onRemedy: (row: BoardUnplanned) => void;
  over: boolean;
  onOpen: (visitId: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const doubts = useReading("travel.doubts", {});
  const due = pressing(board);
  const waiting = board.unplanned.filter(({ reason }) => reason.kind === "postponed");
  const rows = (list: BoardUnplanned[]) => (
    <ul className={css.list}>
      {list.map((row) => (
        <WaitingRow key={row.customer.id} row={row} board={board} actions={actions} onRemedy={onRemedy} />
      ))}
    </ul>
  );
  return (
    <Side over={over} title={t.plan.unplannedTitle} onClose={onClose}>
      {due.length === 0 && <p className="soft">{t.plan.unplannedNone}</p>}
      {due.length > 0 && (
        <section>
          <h3 className={css.heading}>{t.plan.unplannedDue(due.length)}</h3>
          {rows(due)}
        </section>
      )}
      {waiting.length > 0 && (
        <details className={css.more} open={due.length === 0}>
          <summary>{t.plan.postponed(waiting.length)}</summary>
          {rows(waiting)}
        </details>
      )}
      {doubts.data && doubts.data.length > 0 && (
        <a className={css.doubts} href={href(["setting", "planning"])}>
          {t.plan.positionsLink(doubts.data.length)}
        </a>
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
  onRemedy,
}: {
  row: BoardUnplanned;
  board: PlanBoard;
  actions: PlanActions;
  onRemedy: (row: BoardUnplanned) => void;
}) {
  const t = useText();
  const { customer, reason, remedy } = row;
  const { listeners, setNodeRef } = useDraggable({ id: waitingId(customer.id) });
  const days = board.days.filter(holdsVisits);
  const help = remedy && remedyBy(remedy);
  return (
    <li className={css.row}>
      {/* Dragging is one of two ways; the menu beside it does the same by keyboard. */}
      <div ref={setNodeRef} className={css.grip} {...listeners}>
        <a className={css.name} href={href(["customer", customer.id])} draggable={false}>
          <CustomerLine whole customer={customer} />
        </a>
        <p className={css.reason}>{t.say.unplanned(reason)}</p>
        {remedy && (
          <p className={css.remedy}>
            <Icon name="spark" size={16} />
            <span>{t.say.remedy(remedy)}</span>
          </p>
        )}
      </div>
      <div className={css.actions}>
        {remedy && help === "us" && (
          <Button
            label={t.plan.remedyNamed(t.plan.remedyDo[remedy.kind], customer.name)}
            onPress={() => onRemedy(row)}
          >
            {t.plan.remedyDo[remedy.kind]}
          </Button>
        )}
        {help === "customer" && (
          <ButtonLink kind="quiet" to={href(["customer", customer.id])}>
            {t.plan.remedyOpen}
          </ButtonLink>
        )}
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
      </div>
    </li>
  );
}
