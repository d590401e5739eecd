import { type ReactNode, useState } from "react";
import { useReading } from "../app/data";
import type { CustomerQuery } from "../ipc/types/CustomerQuery";
import type { CustomerSummary } from "../ipc/types/CustomerSummary";
import { useText } from "../text";
import { NO_FILTER } from "./customer-filter";
import { CustomerLine } from "./customer-line";
import css from "./customer-search.module.css";
import { SearchField } from "./search-field";

/** Rows asked for: who types a few letters more finds the rest. */
const MOST = 50;

function queryFor(text: string): CustomerQuery {
  return {
    filter: { ...NO_FILTER, text },
    sort: text ? "code" : "last_visit",
    offset: 0,
    limit: MOST,
  };
}

/** Finds one customer by name, number, telephone or 拼音; a tap takes it. Longest unseen first until something is typed. */
export function CustomerSearch({
  onPick,
  aside,
  disabled,
  onlyTyped,
  autoFocus = true,
}: {
  onPick: (customer: CustomerSummary) => void;
  /** On the right of a row. */
  aside?: (customer: CustomerSummary) => ReactNode;
  disabled?: boolean;
  /** Nothing is offered before something is typed. */
  onlyTyped?: boolean;
  autoFocus?: boolean;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const asked = !onlyTyped || text !== "";
  const found = useReading("customer.list", queryFor(text), { enabled: asked, keep: true });
  const rows = asked ? (found.data?.rows ?? []) : [];
  return (
    <div className={css.search}>
      <SearchField
        autoFocus={autoFocus}
        label={t.app.findCustomer}
        placeholder={t.customer.searchHint}
        value={text}
        onSearch={setText}
      />
      {rows.length > 0 && (
        <ul className={css.rows} data-short={onlyTyped || undefined}>
          {rows.map((customer) => (
            <li key={customer.id} className={css.row}>
              <button type="button" className={css.pick} disabled={disabled} onClick={() => onPick(customer)}>
                <CustomerLine customer={customer} aside={aside?.(customer)} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {asked && found.data && rows.length === 0 && <p className="soft">{t.app.findNone(text)}</p>}
    </div>
  );
}
