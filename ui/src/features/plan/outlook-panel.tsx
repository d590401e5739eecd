import { useMemo } from "react";
import { useReading } from "../../app/data";
import { href } from "../../app/router";
import type { OutlookStop } from "../../ipc/types/OutlookStop";
import { Badge } from "../../parts/badge";
import { useText } from "../../text";
import { weekOf } from "../../text/format";
import css from "./outlook-panel.module.css";
import { Side } from "./side";

/** The customers of a week to come, by the date on which they would be seen. */
export function OutlookPanel({
  week,
  ahead,
  over,
  onClose,
}: {
  week: string;
  /** The week to come. */
  ahead: string;
  over: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const words = t.plan.outlook;
  const outlook = useReading("plan.outlook", { week }, { keep: true });
  const days = useMemo(() => {
    const found = new Map<string, OutlookStop[]>();
    for (const stop of outlook.data?.stops ?? []) {
      if (weekOf(stop.date) !== ahead) continue;
      found.set(stop.date, [...(found.get(stop.date) ?? []), stop]);
    }
    return [...found.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }, [outlook.data, ahead]);
  const leftOut = outlook.data?.weeks.find((one) => one.week === ahead)?.left_out ?? 0;
  return (
    <Side over={over} title={words.panelTitle(t.format.week(ahead))} onClose={onClose}>
      <p className="soft small">{words.panelTells}</p>
      {leftOut > 0 && <p className={css.leftOut}>{words.leftOut(leftOut)}</p>}
      {outlook.data && days.length === 0 && <p className="soft">{words.none}</p>}
      {days.map(([date, stops]) => (
        <section key={date} className={css.day}>
          <h3 className={css.head}>
            {t.format.dateDay(date)}
            <span className="soft small figures">{t.plan.visits(stops.length)}</span>
          </h3>
          <ul>
            {stops.map((stop) => (
              <li key={stop.customer_id}>
                <a className={css.stop} href={href(["customer", stop.customer_id])}>
                  <span>{stop.name}</span>
                  <Badge of={stop.class} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Side>
  );
}
