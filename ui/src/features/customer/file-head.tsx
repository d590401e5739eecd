import { useState } from "react";
import { undo, useDoing } from "../../app/data";
import { navigate } from "../../app/router";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { IssueList } from "../../ipc/types/IssueList";
import { ApartDialog } from "../../parts/apart-dialog";
import { Badge } from "../../parts/badge";
import { Button, ButtonLink } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { Menu } from "../../parts/menu";
import { NavigateMenu } from "../../parts/navigate-menu";
import { useText } from "../../text";
import css from "./file.module.css";
import { OpenPromises } from "./issues";
import { type Listing, listingHref } from "./query";

/** Who it is, where it is, how to reach it, when it was and will be seen. */
export function FileHead({
  file,
  listing,
  promises,
}: {
  file: CustomerFile;
  listing: Listing;
  /** Its open issues, the most pressing first; not known yet. */
  promises: IssueList | undefined;
}) {
  const t = useText();
  const { customer } = file;
  const [removing, setRemoving] = useState(false);
  const [apart, setApart] = useState(false);
  const where = [customer.address, customer.office, customer.landmark].filter(Boolean).join(" · ");
  const remove = useDoing("customer.delete", {
    done: ({ tx_id }) => {
      navigate(listingHref(listing), { replace: true });
      toast.say(t.customer.removed(customer.name), {
        label: t.app.undo,
        run: () => undo(tx_id, t.app.undone),
      });
    },
  });
  const copy = () => {
    void navigator.clipboard
      .writeText([customer.name, where, customer.phone].filter(Boolean).join("\n"))
      .then(() => toast.say(t.customer.copied));
  };

  return (
    <header className={css.head}>
      <div className={css.top}>
        <a className={css.back} href={listingHref(listing)} aria-label={t.customer.backToList}>
          <Icon name="back" />
        </a>
        <div className={css.title}>
          <div className={css.name}>
            <h1>{customer.name}</h1>
            <Badge of={customer.class} />
            {customer.segment && <span className="soft">{t.shared.segments[customer.segment]}</span>}
            {customer.standard_store && <Tag tone="ink">{t.shared.fields.standard_store}</Tag>}
            {customer.status !== "open" && <Tag tone="due">{t.shared.statuses[customer.status]}</Tag>}
            {file.overdue_days > 0 && <Tag tone="overdue">{t.format.overdue(file.overdue_days)}</Tag>}
          </div>
          <p className={css.under}>
            <span className="figures">{customer.code}</span>
            {where && ` · ${where}`}
          </p>
        </div>
        <Menu
          label={t.app.more}
          items={[
            { name: "copy", label: t.customer.copyPlace, icon: "file" },
            { name: "apart", label: t.planner.apartAddTo, icon: "route" },
            { name: "remove", label: t.customer.remove, icon: "trash", danger: true },
          ]}
          onChoose={(name) =>
            name === "copy" ? copy() : name === "apart" ? setApart(true) : setRemoving(true)
          }
        />
      </div>

      {(customer.phone || customer.position) && (
        <div className={css.actions}>
          {customer.phone && (
            <ButtonLink icon="phone" to={`tel:${customer.phone.replace(/[^\d+]/g, "")}`}>
              {customer.phone}
            </ButtonLink>
          )}
          {customer.position && <NavigateMenu customerId={customer.id} name={customer.name} />}
        </div>
      )}

      <Facts file={file} />
      {promises && promises.issues.length > 0 && (
        <OpenPromises list={promises} more={listingHref(listing, customer.id, "issues")} />
      )}

      {file.warnings.length > 0 && (
        <ul className={css.warnings}>
          {file.warnings.map((warning) => (
            <li key={`${warning.code} ${warning.field}`} className={css.warning}>
              <Icon name="warning" size={18} />
              <span>{t.say.error(warning)}</span>
            </li>
          ))}
        </ul>
      )}
      {file.same_owner.length > 0 && (
        <div className={css.same}>
          <span className="soft small">
            {t.customer.sameOwner}
            {file.owner && ` ${file.owner.name}`}
          </span>
          {file.same_owner.map((other) => (
            <a key={other.id} href={listingHref(listing, other.id)}>
              {other.name}
            </a>
          ))}
        </div>
      )}

      {apart && <ApartDialog first={customer} onClose={() => setApart(false)} />}
      {removing && (
        <Dialog
          title={t.customer.removeTitle(customer.name)}
          onClose={() => setRemoving(false)}
          actions={
            <>
              <Button onPress={() => setRemoving(false)}>{t.app.cancel}</Button>
              <Button kind="danger" busy={remove.busy} onPress={() => remove.run({ id: customer.id })}>
                {t.customer.remove}
              </Button>
            </>
          }
        >
          <p>{t.customer.removeText}</p>
        </Dialog>
      )}
    </header>
  );
}

function Facts({ file }: { file: CustomerFile }) {
  const t = useText();
  const { today } = useStatus();
  const last = file.last_visit_on;
  const next = file.next_planned_on;
  return (
    <dl className={css.facts}>
      <div>
        <dt>{t.customer.lastVisit}</dt>
        <dd>
          {last
            ? t.customer.lastOn(
                t.format.dateNear(last, today),
                t.format.ago(last, today),
                file.last_visit_recorded,
              )
            : t.customer.neverVisited}
        </dd>
      </div>
      <div>
        <dt>{t.customer.nextVisit}</dt>
        <dd>{next ? t.format.dateDay(next) : t.customer.notPlanned}</dd>
      </div>
      <div>
        <dt>{t.customer.rule}</dt>
        <dd>
          {file.rule_source === "none"
            ? t.shared.rule_sources.none
            : `${t.say.frequency(file.rule, file.rule_times)} · ${t.shared.rule_sources[file.rule_source]}`}
        </dd>
      </div>
    </dl>
  );
}
