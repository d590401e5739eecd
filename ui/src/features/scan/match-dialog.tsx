import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { MatchScan } from "../../ipc/types/MatchScan";
import type { ScanItem } from "../../ipc/types/ScanItem";
import { CustomerLine } from "../../parts/customer-line";
import { CustomerSearch } from "../../parts/customer-search";
import { DateField } from "../../parts/date-field";
import { Dialog } from "../../parts/dialog";
import { WholePicture } from "../../parts/whole-picture";
import { useText } from "../../text";
import css from "./match-dialog.module.css";

/** Which visit a sheet is of: one of the day's, or any customer on that day. */
export function MatchDialog({ item, onClose }: { item: ScanItem; onClose: () => void }) {
  const t = useText();
  const { today } = useStatus();
  const settle = useSettle();
  const [date, setDate] = useState(today);
  const day = useReading("later.get", { date }, { keep: true });
  const match = useDoing("scan.match", {
    done: (reply) => {
      settle("scan.list", {}, reply);
      const found = reply.find(({ id }) => id === item.id)?.visit;
      if (found) toast.say(t.scan.matched(found.customer_name, t.format.date(found.date)));
      onClose();
    },
  });
  const tell = (whose: Partial<MatchScan>) =>
    match.run({
      scan_id: item.id,
      visit_record_id: null,
      planned_visit_id: null,
      customer_id: null,
      date: null,
      ...whose,
    });
  const rows = day.data?.rows ?? [];
  const name = item.number ?? item.file_name;
  return (
    <Dialog title={t.scan.matchTitle} wide onClose={onClose}>
      {/* Scrolled by keys as well. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={css.picture} role="group" aria-label={t.scan.picture(name)} tabIndex={0}>
        <WholePicture id={item.attachment_id} name={t.scan.picture(name)} />
      </div>
      <p className="soft small">{t.scan.matchHint}</p>
      <DateField
        label={t.scan.matchDate}
        value={date}
        clearable={false}
        onChange={(next) => next && setDate(next)}
      />
      <section>
        <h3 className={css.heading}>{t.scan.matchDay(t.format.dateDay(date))}</h3>
        {day.error && <p className="soft">{t.say.error(day.error)}</p>}
        {day.data && rows.length === 0 && <p className="soft">{t.scan.matchDayNone}</p>}
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.visit_record_id ?? row.planned_visit_id ?? row.customer.id}>
              <button
                type="button"
                className={css.pick}
                disabled={match.busy}
                onClick={() =>
                  tell(
                    row.visit_record_id
                      ? { visit_record_id: row.visit_record_id }
                      : row.planned_visit_id
                        ? { planned_visit_id: row.planned_visit_id }
                        : { customer_id: row.customer.id, date },
                  )
                }
              >
                <CustomerLine customer={row.customer} aside={t.scan.laterStates[row.state]} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className={css.heading}>{t.scan.matchCustomers}</h3>
        <CustomerSearch
          onlyTyped
          autoFocus={false}
          disabled={match.busy}
          onPick={({ id }) => tell({ customer_id: id, date })}
        />
      </section>
    </Dialog>
  );
}
