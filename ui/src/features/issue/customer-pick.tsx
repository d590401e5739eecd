import { useState } from "react";
import { useReading } from "../../app/data";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Labelled } from "../../parts/field";
import { SearchField } from "../../parts/search-field";
import { useText } from "../../text";
import css from "./issue-dialog.module.css";

const MOST = 20;
const EVERYONE = {
  classes: [],
  segments: [],
  statuses: [],
  order_weekdays: [],
  lines: [],
  set_id: null,
  not_seen_days: null,
  overdue: false,
  position_missing: false,
};

/** Whose issue it is: found by name, number, telephone or 拼音. */
export function CustomerPick({
  customer,
  fixed,
  loading,
  missing,
  onPick,
}: {
  customer: Pick<CustomerSummary, "name" | "class" | "address"> | null;
  /** It belongs to this customer and stays there. */
  fixed: boolean;
  loading: boolean;
  missing: boolean;
  onPick: (customer: CustomerSummary) => void;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const [searching, setSearching] = useState(false);
  const asked = (searching || customer === null) && !loading;
  const found = useReading(
    "customer.list",
    { filter: { ...EVERYONE, text }, sort: "code", offset: 0, limit: MOST },
    { enabled: asked && text !== "", keep: true },
  );
  if (!asked) {
    return (
      <div className={css.picked}>
        {customer && <CustomerLine customer={customer} />}
        {!fixed && <Button onPress={() => setSearching(true)}>{t.issue.changeCustomer}</Button>}
      </div>
    );
  }
  const rows = text === "" ? [] : (found.data?.rows ?? []);
  return (
    <Labelled label={t.issue.customer}>
      <SearchField
        autoFocus
        label={t.issue.findCustomer}
        placeholder={t.customer.searchHint}
        value={text}
        onSearch={setText}
      />
      {missing && (
        <span className={css.missing} role="alert">
          {t.say.error({ code: "required", field: t.issue.customer, detail: {} })}
        </span>
      )}
      {rows.length > 0 && (
        <ul className={css.found}>
          {rows.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={css.pick}
                onClick={() => {
                  onPick(one);
                  setSearching(false);
                  setText("");
                }}
              >
                <CustomerLine customer={one} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {text !== "" && found.data && rows.length === 0 && (
        <span className="soft">{t.issue.findNone(text)}</span>
      )}
    </Labelled>
  );
}
