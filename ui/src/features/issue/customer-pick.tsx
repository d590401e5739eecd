import { useState } from "react";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { CustomerSearch } from "../../parts/customer-search";
import { Labelled } from "../../parts/field";
import { useText } from "../../text";
import css from "./issue-dialog.module.css";

/** Whose issue it is. */
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
  const [searching, setSearching] = useState(false);
  if (!loading && (searching || customer === null)) {
    const error = missing
      ? t.say.error({ code: "required", field: t.issue.customer, detail: {} })
      : undefined;
    return (
      <Labelled label={t.issue.customer} error={error}>
        <CustomerSearch
          onlyTyped
          onPick={(one) => {
            onPick(one);
            setSearching(false);
          }}
        />
      </Labelled>
    );
  }
  return (
    <div className={css.picked}>
      {customer && <CustomerLine customer={customer} />}
      {!fixed && <Button onPress={() => setSearching(true)}>{t.issue.changeCustomer}</Button>}
    </div>
  );
}
