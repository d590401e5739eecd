import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import { useStatus } from "../../app/status";
import type { CustomerQuery } from "../../ipc/types/CustomerQuery";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Button } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { NO_FILTER } from "../../parts/customer-filter";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { SearchField } from "../../parts/search-field";
import { Segmented } from "../../parts/segmented";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import css from "./add-dialog.module.css";
import { holdsVisits } from "./board";
import { type Candidate, candidatesOf } from "./candidates";

/** Rows drawn, and rows asked for: those already planned stand last. */
const MOST = 50;
const ASKED = 200;

function queryFor(text: string): CustomerQuery {
  return {
    filter: { ...NO_FILTER, text, statuses: ["open"] },
    sort: text ? "code" : "last_visit",
    offset: 0,
    limit: ASKED,
  };
}

/** Finds a customer and puts it into the week; who is due stands first. */
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
  const all = useMemo(
    () => (found.data ? candidatesOf(board, found.data.rows, text !== "") : []),
    [board, found.data, text],
  );
  const rows = all.slice(0, MOST);
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
      {found.data && rows.length === 0 && <p className="soft">{t.plan.searchNone(text)}</p>}
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.customer.id} className={css.row}>
            <CustomerLine
              whole
              customer={row.customer}
              line={row.plannedOn ? t.plan.alreadyPlanned(t.format.dateDay(row.plannedOn)) : undefined}
              aside={<Seen row={row} />}
            />
            {!row.plannedOn && (
              <Button
                label={t.plan.addNamed(row.customer.name)}
                onPress={() => onAdd(row.customer.id, row.customer.name, date === "any" ? null : date)}
              >
                {t.plan.add}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {found.data && found.data.total > rows.length && (
        <p className="soft small">{t.plan.searchShown(rows.length, found.data.total)}</p>
      )}
    </Dialog>
  );
}

/** Whether the customer is due, and when it was last seen. */
function Seen({ row: { customer, due } }: { row: Candidate }) {
  const t = useText();
  const { today } = useStatus();
  const { last_visit_on: last, overdue_days: days } = customer;
  return (
    <>
      {due === "overdue" && <Tag tone="overdue">{t.format.overdue(days)}</Tag>}
      {due === "due" && <Tag tone="due">{t.plan.dueNow}</Tag>}
      {due === "waits" && <Tag>{t.plan.canWait}</Tag>}
      <span>{last ? t.format.ago(last, today) : t.customer.neverVisited}</span>
    </>
  );
}
