import { useReading } from "../../app/data";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import { ButtonLink } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./parts.module.css";
import { RescueRow } from "./rescue";

/**
 * 卸载前: what uninstalling leaves behind, what headquarters does not have yet, and what to do first. The system's way of
 * removing a program asks nothing.
 */
export function Uninstall() {
  const t = useText();
  const words = t.setting.uninstall;
  const { folder } = useStatus();
  const { data } = useReading("leave.unsent", {}, { enabled: folder === "own" });
  const count = data ? data.rows + data.files : 0;
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.title}</h2>
      <p className={css.intro}>{words.keeps}</p>
      {data && data.enrolled && count > 0 && (
        <p className={css.warn} role="alert">
          <Icon name="warning" size={18} />
          <span>{words.unsent(count, data.since === null ? "" : t.format.instant(data.since))}</span>
        </p>
      )}
      {data && !data.enrolled && <p className={css.intro}>{words.onlyHere}</p>}
      {data && data.enrolled && count === 0 && <p className={css.intro}>{t.lock.security.wipeAllSent}</p>}
      <div className={css.card}>
        {data?.enrolled && <RescueRow />}
        <div className={`${css.row} ${css.wraps}`}>
          <span className={css.words}>
            <span className={css.name}>{t.lock.security.wipe}</span>
            <span className="soft small">{words.wipeTells}</span>
          </span>
          <ButtonLink to={href(["setting", "security"])}>{words.toSecurity}</ButtonLink>
        </div>
      </div>
    </section>
  );
}
