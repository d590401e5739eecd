import { useState } from "react";
import { useReading } from "../../app/data";
import type { CustomerQuery } from "../../ipc/types/CustomerQuery";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { SearchField } from "../../parts/search-field";
import { Segmented } from "../../parts/segmented";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import css from "./add-dialog.module.css";
import { holdsVisits } from "./board";

/** Rows drawn, and rows asked for: those already planned stand last. */
const MOST = 50;
const ASKED = 200;

function queryFor(text: string): CustomerQuery {
  return {
    filter: {
      text,
      classes: [],
      segments: [],
      statuses: ["open"],
      order_weekdays: [],
      lines: [],
      set_id: null,
      not_seen_days: null,
      overdue: false,
      position_missing: false,
    },
    sort: text ? "code" : "last_visit",
    offset: 0,
    limit: ASKED,
  };
}

/** Finds a customer and puts it into the week; those longest unseen stand first. */
export function AddDialog({
  board,
  day,
  onAdd,
  onClose,
}: {
  board: PlanBoard;
  /** The day that is offered first. */
  day: string | null;
  onAdd: (customerId: string, name: string, date: string | null) => void;
  onClose: () => void;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const [date, setDate] = useState(day ?? "any");
  const found = useReading("customer.list", queryFor(text), { keep: true });
  const plannedOn = new Map(
    board.days.flatMap((one) => one.visits.map((visit) => [visit.customer.id, one.date] as const)),
  );
  const all = found.data?.rows ?? [];
  const free = all.filter(({ id }) => !plannedOn.has(id));
  const rows = [...free, ...all.filter(({ id }) => plannedOn.has(id))].slice(0, MOST);
  return (
    <Dialog title={t.plan.addTitle} onClose={onClose}>
      <Segmented
        label={t.plan.onDay}
        value={date}
        onChange={setDate}
        choices={[
          { value: "any", label: t.plan.anyDay },
          ...board.days
            .filter(holdsVisits)
            .map((one) => ({ value: one.date, label: t.format.weekday(weekdayOf(one.date)) })),
        ]}
      />
      <SearchField autoFocus label={t.plan.search} value={text} onSearch={setText} />
      <ul className={css.rows}>
        {rows.map((customer) => {
          const already = plannedOn.get(customer.id);
          return (
            <li key={customer.id} className={css.row}>
              <CustomerLine
                customer={customer}
                line={already ? t.plan.alreadyPlanned(t.format.dateDay(already)) : undefined}
              />
              {!already && (
                <Button
                  label={t.plan.addNamed(customer.name)}
                  onPress={() => onAdd(customer.id, customer.name, date === "any" ? null : date)}
                >
                  {t.plan.add}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {found.data && rows.length === 0 && <p className="soft">{t.plan.searchNone(text)}</p>}
      {found.data && found.data.total > rows.length && (
        <p className="soft small">{t.plan.searchShown(rows.length, found.data.total)}</p>
      )}
    </Dialog>
  );
}
