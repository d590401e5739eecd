import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import { useStatus } from "../../app/status";
import type { CustomerQuery } from "../../ipc/types/CustomerQuery";
import type { TodayView } from "../../ipc/types/TodayView";
import { Tag } from "../../parts/chip";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { SearchField } from "../../parts/search-field";
import { useText } from "../../text";
import css from "./today-dialog.module.css";
import type { Start } from "./use-start";

/** Rows asked for: who is longest unseen stands first, so that few searches are needed. */
const MOST = 60;

function queryFor(text: string): CustomerQuery {
  return {
    filter: {
      text,
      classes: [],
      segments: [],
      statuses: [],
      order_weekdays: [],
      lines: [],
      set_id: null,
      not_seen_days: null,
      overdue: false,
      position_missing: false,
    },
    sort: text ? "code" : "last_visit",
    offset: 0,
    limit: MOST,
  };
}

/** 临时拜访: find the shop, and the tap on it starts the visit. A stop of today is begun as planned. */
export function AdHocDialog({
  view,
  start,
  onClose,
}: {
  view: TodayView;
  start: Start;
  onClose: () => void;
}) {
  const t = useText();
  const { today } = useStatus();
  const [text, setText] = useState("");
  const found = useReading("customer.list", queryFor(text), { keep: true });
  const planned = useMemo(
    () =>
      new Map(
        view.stops
          .filter(({ visit, record }) => visit.state === "planned" && !record)
          .map(({ visit }) => [visit.customer.id, visit.id]),
      ),
    [view],
  );
  const rows = found.data?.rows ?? [];
  return (
    <Dialog title={t.today.adHocTitle} onClose={onClose}>
      <SearchField
        autoFocus
        label={t.issue.findCustomer}
        placeholder={t.customer.searchHint}
        value={text}
        onSearch={setText}
      />
      <p className="soft small">{t.today.adHocHint}</p>
      <ul className={css.rows}>
        {rows.map((customer) => {
          const stop = planned.get(customer.id);
          const last = customer.last_visit_on;
          return (
            <li key={customer.id} className={css.row}>
              <button
                type="button"
                className={css.pick}
                disabled={start.busy}
                onClick={() => (stop ? start.planned(stop) : start.customer(customer.id))}
              >
                <CustomerLine
                  customer={customer}
                  aside={
                    <>
                      {stop && <Tag tone="ink">{t.today.adHocPlanned}</Tag>}
                      <span>{last ? t.format.ago(last, today) : t.customer.neverVisited}</span>
                    </>
                  }
                />
                <Icon name="play" size={16} />
              </button>
            </li>
          );
        })}
      </ul>
      {found.data && rows.length === 0 && <p className="soft">{t.today.adHocNone(text)}</p>}
    </Dialog>
  );
}
