import { useState } from "react";
import { href, navigate } from "../../app/router";
import { useStatus } from "../../app/status";
import { Button, ButtonLink } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { IssueLine } from "../../parts/issue-line";
import { Menu } from "../../parts/menu";
import { NavigateMenu } from "../../parts/navigate-menu";
import { byWeight, inFull } from "../../parts/reasons";
import { useText } from "../../text";
import { movedFrom, type Stop } from "./progress";
import { PutOffDialog } from "./put-off-dialog";
import css from "./stops.module.css";
import { useMissed } from "./use-missed";
import type { Start } from "./use-start";

/** What matters before entering the shop, and what can be done about the visit. */
export function StopFile({
  stop,
  week,
  start,
  now,
}: {
  stop: Stop;
  week: string;
  start: Start | null;
  now: number;
}) {
  const t = useText();
  const { today } = useStatus();
  const [puttingOff, setPuttingOff] = useState(false);
  const missed = useMissed();
  const { visit, record, wishes, issues, to_tell, state } = stop;
  const { customer } = visit;
  const days = { today, on: visit.date };
  const coming = state === "planned" || state === "next";
  const last = customer.last_visit_on;
  const plannedAt = movedFrom(stop);
  const facts = [
    last ? t.today.lastVisit(t.format.ago(last, today)) : t.customer.neverVisited,
    customer.order_weekday !== null && t.today.orderDay(t.format.weekday(customer.order_weekday)),
    plannedAt !== null && t.today.plannedAt(t.format.clock(plannedAt)),
  ].filter(Boolean);

  const menu = [
    { name: "plan", label: t.today.details, icon: "plan" as const },
    ...(coming ? [{ name: "missed", label: t.today.markMissed, icon: "close" as const }] : []),
    ...(state === "missed" ? [{ name: "notMissed", label: t.today.notMissed, icon: "undo" as const }] : []),
  ];
  const onMenu = (name: string) => {
    if (name === "plan") navigate(href(["plan", week], { visit: visit.id, day: visit.date }));
    if (name === "missed") missed.mark(visit, true);
    if (name === "notMissed") missed.mark(visit, false);
  };

  return (
    <div className={css.file}>
      <div className={css.actions}>
        {state === "open" && record && (
          <ButtonLink kind="primary" icon="edit" to={href(["visit", record.id])}>
            {t.today.goOn}
          </ButtonLink>
        )}
        {coming && start && (
          <Button
            kind={state === "next" ? "primary" : "plain"}
            icon="play"
            busy={start.busy}
            label={t.today.beginNamed(customer.name)}
            onPress={() => start.planned(visit.id)}
          >
            {t.today.begin}
          </Button>
        )}
        {coming && !start && <p className={`${css.waits} soft`}>{t.today.endFirst}</p>}
        {record && state !== "open" && (
          <ButtonLink icon="file" to={href(["visit", record.id])}>
            {t.today.seeVisit}
          </ButtonLink>
        )}
        {coming && (
          <Button icon="redo" onPress={() => setPuttingOff(true)}>
            {t.today.putOff}
          </Button>
        )}
        {customer.phone && !customer.phone.includes("*") && (
          <a className={css.phone} href={`tel:${customer.phone.replace(/[^\d+]/g, "")}`}>
            <Icon name="phone" size={18} />
            <span className="figures">{customer.phone}</span>
          </a>
        )}
        {coming && customer.lat_e7 !== null && <NavigateMenu customerId={customer.id} name={customer.name} />}
        <ButtonLink kind="quiet" icon="customer" to={href(["customer", customer.id])}>
          {t.plan.visit.openFile}
        </ButtonLink>
        <Menu label={t.today.more(customer.name)} items={menu} onChoose={onMenu} />
      </div>
      <ul className={css.facts}>
        {stop.put_off_reason && (
          <li>
            <strong>{t.today.marks.put_off}</strong> {stop.put_off_reason}
          </li>
        )}
        {visit.key_points && (
          <li className={css.key}>
            <strong>{t.today.keyPoints}</strong> {visit.key_points}
          </li>
        )}
        {to_tell.length > 0 && (coming || state === "open") && (
          <li>
            <strong>{t.bulletin.toTell}</strong> {to_tell.join(t.today.between)}
          </li>
        )}
        {issues.map((summary) => (
          <li key={summary.issue.id}>
            <a className={css.promise} href={href(["issue", summary.issue.id])}>
              <IssueLine summary={summary} now={now} nameless />
            </a>
          </li>
        ))}
        {customer.address && <li>{customer.address}</li>}
        <li className="soft figures">{facts.join(" · ")}</li>
        <li className="soft">
          {byWeight(visit.reasons, days)
            .map((reason) => inFull(reason, t, days))
            .join(t.today.between)}
        </li>
        {visit.purposes.length > 0 && (
          <li className="soft">
            {t.plan.visit.purposes}{" "}
            {visit.purposes.map((purpose) => t.shared.purposes[purpose]).join(t.today.between)}
          </li>
        )}
      </ul>
      {wishes && (
        // Seen only on purpose: the customer may be looking at the screen.
        <details className={css.wish}>
          <summary title={t.today.wishesShow}>{t.today.wishes}</summary>
          <p>{wishes}</p>
        </details>
      )}
      {puttingOff && <PutOffDialog visit={visit} onClose={() => setPuttingOff(false)} />}
    </div>
  );
}
