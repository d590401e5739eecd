import { useState } from "react";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { Bulletin } from "../../ipc/types/Bulletin";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { Button } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { useText } from "../../text";
import { usePurposes } from "./arrival";
import { Preparation } from "./preparation";
import css from "./side.module.css";
import { useDraft } from "./store-context";

/** What to know before and while talking. Nothing here shames the manager when the customer looks on. */
export function Side({ screen }: { screen: VisitScreen }) {
  const t = useText();
  const { today } = useStatus();
  const { key_points, open_issues, wishes, last, first_visit } = screen;
  const toTell = untold(screen);
  const told = useDraft((draft) => draft.told);
  const purposes = usePurposes(screen).filter((purpose) => t.visit.preparation[purpose].length > 0);
  const words = t.visit.side;
  return (
    <>
      {first_visit && <p className={css.first}>{words.first}</p>}
      {key_points && (
        <section className={css.block}>
          <h2>{words.keyPoints}</h2>
          <p className={css.text}>{key_points}</p>
        </section>
      )}
      {toTell.length > 0 && (
        <section className={css.block}>
          <h2>{t.bulletin.toTell}</h2>
          <ul className={css.issues}>
            {toTell.map(({ id, title }) => (
              <li key={id}>
                <span>{title}</span>
                {told.includes(id) && <Tag>{t.bulletin.tell}</Tag>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {open_issues.length > 0 && (
        <section className={css.block}>
          <h2>{words.promises(open_issues.length)}</h2>
          <ul className={css.issues}>
            {open_issues.map(({ issue }) => (
              <li key={issue.id}>
                <span>{issue.content}</span>
                <span className="soft small figures">
                  {issue.promised_at === null
                    ? words.noTime
                    : words.promisedBy(t.format.instant(issue.promised_at))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {last && (
        <section className={css.block}>
          <h2>{words.last}</h2>
          <a className={css.lastLink} href={href(["visit", last.id])}>
            {t.format.dateNear(last.date, today)} · {t.format.ago(last.date, today)}
          </a>
        </section>
      )}
      {wishes && <Wishes text={wishes} />}
      {purposes.length > 0 && (
        <section className={css.block}>
          <h2>{t.visit.prepare}</h2>
          <Preparation purposes={purposes} />
        </section>
      )}
    </>
  );
}

/** 服务信息 that this customer has never been told of. */
function untold({ bulletins }: VisitScreen): Bulletin[] {
  return bulletins.filter(({ told_on }) => told_on === null).map(({ bulletin }) => bulletin);
}

export function hasSide(screen: VisitScreen): boolean {
  return (
    screen.first_visit ||
    screen.key_points !== null ||
    screen.wishes !== null ||
    screen.last !== null ||
    screen.open_issues.length > 0 ||
    untold(screen).length > 0
  );
}

/** Small wishes are for the manager: shown on a tap, and gone with the next. */
function Wishes({ text }: { text: string }) {
  const t = useText();
  const [shown, setShown] = useState(false);
  return (
    <section className={css.block}>
      <Button kind="quiet" icon={shown ? "unlock" : "lock"} onPress={() => setShown(!shown)}>
        {shown ? t.visit.side.hideMemo : t.visit.side.memo}
      </Button>
      {shown && <p className={css.text}>{text}</p>}
    </section>
  );
}
