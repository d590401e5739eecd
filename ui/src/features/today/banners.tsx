import { useState } from "react";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { TodayView } from "../../ipc/types/TodayView";
import type { VisitSummary } from "../../ipc/types/VisitSummary";
import { Button, ButtonLink } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { type Text, useText } from "../../text";
import { weekOf } from "../../text/format";
import css from "./banners.module.css";

/** The visit that is under way: on top of everything. */
export function OpenVisit({ visit }: { visit: VisitSummary }) {
  const t = useText();
  return (
    <section className={css.open}>
      <Icon name="edit" />
      <div className={css.words}>
        <p className={css.title}>{t.today.openVisit(visit.customer_name)}</p>
        {visit.arrived_at !== null && (
          <p className="small figures">
            {t.today.openSince(t.format.clock(t.format.minuteOf(visit.arrived_at)))}
          </p>
        )}
      </div>
      <ButtonLink kind="primary" to={href(["visit", visit.id])}>
        {t.today.goOn}
      </ButtonLink>
    </section>
  );
}

/** Internal notes that lock at midnight. */
export function Tidy({ visits }: { visits: readonly VisitSummary[] }) {
  const t = useText();
  if (visits.length === 0) return null;
  return (
    <section className={css.tidy}>
      <Icon name="lock" />
      <div className={css.words}>
        <p className={css.title}>{t.today.tidyTitle(visits.length)}</p>
        <p className="soft small">{t.today.tidyText}</p>
        <ul className={css.names}>
          {visits.map((visit) => (
            <li key={visit.id}>
              <a href={href(["visit", visit.id], { part: "internal" })}>{visit.customer_name}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** Kept on this device alone: that the offer was put off. */
const PUT_OFF = "rounds.pin-later";

/** Enrolled and without a PIN: headquarters can help now whoever forgets it. */
export function PinOffer() {
  const t = useText();
  const { lock } = useStatus();
  const [later, setLater] = useState(() => localStorage.getItem(PUT_OFF) !== null);
  // Where headquarters asks for it, nothing goes on without one.
  if (!lock.at_hq || lock.has_pin || lock.pin_required || later) return null;
  const words = t.lock.security;
  return (
    <section className={css.tidy}>
      <Icon name="lock" />
      <div className={css.words}>
        <p className={css.title}>{words.offerTitle}</p>
        <p className="soft small">{words.offerText}</p>
      </div>
      <Button
        kind="quiet"
        onPress={() => {
          localStorage.setItem(PUT_OFF, "1");
          setLater(true);
        }}
      >
        {words.offerLater}
      </Button>
      <ButtonLink to={href(["setting", "security"])}>{words.set}</ButtonLink>
    </section>
  );
}

/** Every stop is told: what is left of the day. */
export function Finished({ view }: { view: TodayView }) {
  const t = useText();
  const next = view.next_day;
  return (
    <section className={css.finished}>
      <Icon name="check" />
      <div className={css.words}>
        <p className={css.title}>{t.today.finishedTitle}</p>
        {next && <p className="soft small">{t.today.finishedNext(t.format.dateDay(next))}</p>}
      </div>
      {next && <ButtonLink to={href(["plan", weekOf(next)], { day: next })}>{t.today.toNextDay}</ButtonLink>}
    </section>
  );
}

/** Today's visits that no plan knew. */
export function Unplanned({ visits }: { visits: readonly VisitSummary[] }) {
  const t = useText();
  if (visits.length === 0) return null;
  return (
    <section className={css.unplanned}>
      <h2>{t.today.adHocList}</h2>
      <ul>
        {visits.map((visit) => (
          <li key={visit.id}>
            <a className={css.link} href={href(["visit", visit.id])}>
              <span className={`${css.time} figures`}>
                {visit.arrived_at === null ? t.app.none : t.format.clock(t.format.minuteOf(visit.arrived_at))}
              </span>
              <span className={css.name}>{visit.customer_name}</span>
              {visit.planned && <Tag>{t.today.settlesPlan}</Tag>}
              <Tag tone={visit.state === "open" ? "ink" : "plain"}>{stateWords(visit, t)}</Tag>
              <Icon name="forward" size={16} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateWords(visit: VisitSummary, t: Text): string {
  if (visit.state === "open") return t.today.marks.open;
  if (visit.outcome === null || visit.outcome === "done") return t.today.marks.done;
  return t.say.outcome(visit.outcome);
}

/** The way to the paper that was signed today. */
export function Paper({ date }: { date: string }) {
  const t = useText();
  return (
    <p className={css.paper}>
      <ButtonLink kind="quiet" icon="scan" to={href(["scan"])}>
        {t.today.scan}
      </ButtonLink>
      <ButtonLink kind="quiet" icon="later" to={href(["scan", "later", date])}>
        {t.today.later}
      </ButtonLink>
    </p>
  );
}
