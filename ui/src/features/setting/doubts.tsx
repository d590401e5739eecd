import { useReading } from "../../app/data";
import { href } from "../../app/router";
import type { DoubtKind } from "../../ipc/types/DoubtKind";
import { CustomerLine } from "../../parts/customer-line";
import { Icon } from "../../parts/icon";
import { type Text, useText } from "../../text";
import css from "./parts.module.css";

/** As many as are listed; whoever mends some sees the next. */
const MOST = 20;

/** 位置缺失或存疑: whose way is not exact, each with a link to where it is mended. */
export function Doubts() {
  const t = useText();
  const words = t.planner;
  const doubts = useReading("travel.doubts", {});
  const all = doubts.data ?? [];
  return (
    <section className={css.group} id="positions">
      <h2 className={css.sub}>{words.positions}</h2>
      {doubts.error && <p role="alert">{t.say.error(doubts.error)}</p>}
      {doubts.data && all.length === 0 && <p className="soft">{words.positionsGood}</p>}
      {all.length > 0 && (
        <>
          <p className="soft small">{words.positionsTell}</p>
          <ul className={css.card}>
            {all.slice(0, MOST).map(({ customer, doubt }) => (
              <li key={customer.id}>
                <a className={`${css.row} ${css.link}`} href={href(["customer", customer.id, "position"])}>
                  <CustomerLine whole customer={customer} line={doubtWords(doubt, t)} />
                  <Icon name="forward" size={16} />
                </a>
              </li>
            ))}
          </ul>
          {all.length > MOST && <p className="soft small">{words.positionsMore(all.length - MOST)}</p>}
        </>
      )}
    </section>
  );
}

function doubtWords(doubt: DoubtKind, t: Text): string {
  const words = t.planner.doubts;
  switch (doubt.kind) {
    case "far":
      return words.far(doubt.km);
    case "shared":
      return words.shared(doubt.customers);
    default:
      return words[doubt.kind];
  }
}
