import type { ReactNode } from "react";
import type { CustomerSummary } from "../ipc/types/CustomerSummary";
import { Badge } from "./badge";
import css from "./customer-line.module.css";

/** A customer as it looks everywhere: name, badge, one grey line; a time or figure on the right. */
export function CustomerLine({
  customer,
  line,
  aside,
  whole,
}: {
  customer: Pick<CustomerSummary, "name" | "class" | "address">;
  /** Instead of the address. */
  line?: ReactNode;
  aside?: ReactNode;
  /** Where a row may be as high as it has to be: nothing is cut. */
  whole?: boolean;
}) {
  return (
    <span className={css.line} data-whole={whole || undefined}>
      <span className={css.words}>
        <span className={css.head}>
          <span className={css.name} title={customer.name}>
            {customer.name}
          </span>
          <Badge of={customer.class} />
        </span>
        <span className={css.grey} title={line === undefined ? customer.address : undefined}>
          {line ?? customer.address}
        </span>
      </span>
      {aside !== undefined && <span className={css.aside}>{aside}</span>}
    </span>
  );
}
