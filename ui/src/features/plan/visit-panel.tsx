import { useState } from "react";
import { useStatus } from "../../app/status";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import type { Purpose } from "../../ipc/types/Purpose";
import { href } from "../../app/router";
import { ApartDialog } from "../../parts/apart-dialog";
import { Badge } from "../../parts/badge";
import { Button, ButtonLink, IconButton } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Field } from "../../parts/field";
import { Icon } from "../../parts/icon";
import { NavigateMenu } from "../../parts/navigate-menu";
import { byWeight, inFull, isPast } from "../../parts/reasons";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { holdsVisits, slotOf } from "./board";
import { Side } from "./side";
import type { PlanActions } from "./use-plan";
import css from "./visit-panel.module.css";

const PURPOSES: Purpose[] = [
  "routine",
  "promotion",
  "relationship",
  "business",
  "opinion",
  "complaint",
  "gift",
  "other",
];

/** Everything about one planned visit: why, when, what for, and what can be done with it. */
export function VisitPanel({
  visit,
  board,
  actions,
  over,
  onRemove,
  onClose,
}: {
  visit: BoardVisit;
  board: PlanBoard;
  actions: PlanActions;
  over: boolean;
  onRemove: (id: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const { today } = useStatus();
  const { customer } = visit;
  const words = t.plan.visit;
  const seen = visit.seen_since;
  const [apart, setApart] = useState(false);
  const gone = visit.state === "removed";
  const edit = (change: Partial<{ purposes: Purpose[]; key_points: string | null; missed: boolean }>) =>
    actions.edit({
      id: visit.id,
      purposes: visit.purposes,
      key_points: visit.key_points,
      missed: visit.state === "missed",
      ...change,
    });
  const days = { today, on: visit.date };
  const facts = [
    customer.address,
    customer.phone,
    customer.order_weekday && words.orderDay(t.format.weekday(customer.order_weekday)),
    customer.last_visit_on
      ? words.lastVisit(t.format.dateNear(customer.last_visit_on, today))
      : words.neverVisited,
  ].filter(Boolean);

  return (
    <Side
      over={over}
      onClose={onClose}
      title={
        <span className={css.name}>
          {customer.name} <Badge of={customer.class} />
        </span>
      }
    >
      <div className={css.block}>
        <p className={`${css.when} figures`}>
          {t.format.dateDay(visit.date)} ·{" "}
          {words.time(t.format.clock(visit.arrive_min), t.format.clock(visit.depart_min))}
        </p>
        <p className="soft small">
          {t.format.distance(visit.travel_m)} · {t.plan.way(t.format.span(visit.travel_min))}
        </p>
        {visit.change && <p className={css.change}>{t.plan.change[visit.change]}</p>}
        <div className={css.chips}>
          {customer.lat_e7 === null ? (
            <ButtonLink to={href(["customer", customer.id, "position"])} icon="pin">
              {words.setPosition}
            </ButtonLink>
          ) : (
            <NavigateMenu customerId={customer.id} name={customer.name} />
          )}
          <ButtonLink to={href(["customer", customer.id])} icon="customer">
            {words.openFile}
          </ButtonLink>
        </div>
      </div>

      {visit.warnings.length > 0 && (
        <ul className={css.warnings} aria-label={words.warnings}>
          {visit.warnings.map((warning) => (
            <li key={`${warning.code} ${warning.field}`}>
              <Icon name="warning" size={16} />
              <span>{t.say.error(warning)}</span>
            </li>
          ))}
        </ul>
      )}

      <section className={css.block}>
        <h3>{words.why}</h3>
        <ul className={css.reasons}>
          {seen && <li>{words.seen(t.format.date(seen))}</li>}
          {byWeight(visit.reasons, days).map((reason) => (
            <li key={JSON.stringify(reason)} data-pressing={isPast(reason, days) || undefined}>
              {inFull(reason, t, days)}
            </li>
          ))}
          {visit.reasons.length === 0 && <li>{words.byHandOnly}</li>}
        </ul>
      </section>

      {!gone && <MoveBlock visit={visit} board={board} actions={actions} />}

      {!gone && (
        <section className={css.block}>
          <h3>{words.purposes}</h3>
          <div className={css.chips} role="group" aria-label={words.purposes}>
            {PURPOSES.map((purpose) => {
              const on = visit.purposes.includes(purpose);
              return (
                <Chip
                  key={purpose}
                  on={on}
                  onPress={() =>
                    void edit({
                      purposes: PURPOSES.filter((one) =>
                        one === purpose ? !on : visit.purposes.includes(one),
                      ),
                    })
                  }
                >
                  {t.shared.purposes[purpose]}
                </Chip>
              );
            })}
          </div>
          <Field
            label={words.keyPoints}
            hint={words.keyPointsTells}
            long
            value={visit.key_points ?? ""}
            onSave={(text) => void edit({ key_points: text || null })}
          />
        </section>
      )}

      {!gone && (
        <section className={css.block}>
          <Switch
            label={visit.locked ? t.plan.locked : t.plan.lock}
            hint={words.lockTells}
            on={visit.locked}
            onChange={(on) => void actions.lock(visit.id, on)}
          />
          {visit.state !== "done" && (
            <Switch
              label={words.missed}
              hint={words.missedTells}
              on={visit.state === "missed"}
              onChange={(missed) => void edit({ missed })}
            />
          )}
        </section>
      )}

      <section className={css.block}>
        <p className="soft small">{facts.join(" · ")}</p>
        <div className={css.chips}>
          <Button kind="quiet" onPress={() => setApart(true)}>
            {t.planner.apartAddTo}
          </Button>
          {!gone && (
            <Button kind="quiet" icon="trash" disabled={visit.locked} onPress={() => onRemove(visit.id)}>
              {words.remove}
            </Button>
          )}
        </div>
      </section>
      {apart && <ApartDialog first={customer} onClose={() => setApart(false)} />}
    </Side>
  );
}

function MoveBlock({ visit, board, actions }: { visit: BoardVisit; board: PlanBoard; actions: PlanActions }) {
  const t = useText();
  const words = t.plan.visit;
  const at = slotOf(board, visit.id);
  const count = board.days.find((day) => day.date === visit.date)?.visits.length ?? 0;
  return (
    <section className={css.block}>
      <h3>{words.move}</h3>
      {visit.locked && <p className="soft small">{t.plan.lockedStays}</p>}
      <div className={css.chips}>
        {board.days.filter(holdsVisits).map((day) => (
          <Chip
            key={day.date}
            on={day.date === visit.date}
            disabled={visit.locked}
            count={day.visits.length}
            onPress={() => {
              if (day.date !== visit.date) void actions.moveToDay(visit.id, day.date);
            }}
          >
            <span className="unseen">{words.moveTo(t.format.dateDay(day.date))}</span>
            <span aria-hidden="true">{t.format.weekday(weekdayOf(day.date))}</span>
          </Chip>
        ))}
      </div>
      {at && count > 1 && (
        <div className={css.step}>
          <span className="figures">{words.place(at.order, count)}</span>
          <IconButton
            icon="up"
            label={words.earlier}
            disabled={visit.locked || at.order <= 1}
            onPress={() => void actions.move(visit.id, { date: at.date, order: at.order - 1 })}
          />
          <IconButton
            icon="down"
            label={words.later}
            disabled={visit.locked || at.order >= count}
            onPress={() => void actions.move(visit.id, { date: at.date, order: at.order + 1 })}
          />
        </div>
      )}
    </section>
  );
}
