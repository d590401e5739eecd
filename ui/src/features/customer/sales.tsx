import type { SalesSummary } from "../../ipc/types/SalesSummary";
import { useText } from "../../text";
import css from "./sales.module.css";

/** Whether there is anything to show. */
export function isSalesKnown(sales: SalesSummary): boolean {
  return sales.data_until !== null || sales.quantity_4_weeks !== null || sales.products.length > 0;
}

/** 销售: what the customer bought; — is not known, which is not 0. */
export function Sales({ sales }: { sales: SalesSummary }) {
  const t = useText();
  const cartons = (count: number | null) =>
    count === null ? t.app.none : t.customer.cartons(t.format.number(count));
  const money = (fen: number | null) => (fen === null ? t.app.none : t.format.money(fen));
  const most = Math.max(1, ...sales.products.map(([, count]) => count));
  return (
    <div className={css.sales}>
      <dl className={css.facts}>
        <div>
          <dt>{t.customer.salesWeeks}</dt>
          <dd>{cartons(sales.quantity_4_weeks)}</dd>
        </div>
        <div>
          <dt>{t.customer.salesBefore}</dt>
          <dd>{cartons(sales.quantity_4_weeks_before)}</dd>
        </div>
        <div>
          <dt>{t.customer.salesAmount}</dt>
          <dd>{money(sales.amount_fen_4_weeks)}</dd>
        </div>
        <div>
          <dt>{t.customer.salesProfit}</dt>
          <dd>{money(sales.profit_fen_4_weeks)}</dd>
        </div>
      </dl>
      {sales.products.length > 0 && (
        <section>
          <h2>{t.customer.salesProducts}</h2>
          <ul className={css.products}>
            {sales.products.map(([name, count]) => (
              <li key={name} className={css.product}>
                <span className={css.name}>{name}</span>
                <span className="figures">{cartons(count)}</span>
                <span className={css.bar} style={{ width: `${(count / most) * 100}%` }} aria-hidden="true" />
              </li>
            ))}
          </ul>
        </section>
      )}
      {sales.data_until && (
        <p className="soft small">{t.customer.salesUntil(t.format.dateYear(sales.data_until))}</p>
      )}
    </div>
  );
}
