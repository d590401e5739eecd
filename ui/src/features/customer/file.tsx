import { useReading } from "../../app/data";
import { href, navigate } from "../../app/router";
import { isGone } from "../../ipc/error";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import { ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { Tabs } from "../../parts/tabs";
import { useText } from "../../text";
import { Contacts } from "./contacts";
import { FileHead } from "./file-head";
import css from "./file.module.css";
import { Issues, useOpenIssues } from "./issues";
import { Overview } from "./overview";
import { PositionTab } from "./position";
import { type Listing, listingHref } from "./query";
import { Sales, isSalesKnown } from "./sales";
import { Timeline } from "./timeline";

type TabName = "overview" | "timeline" | "issues" | "sales" | "contacts" | "position";

/** One customer's file: head, then tabs. Tabs that have nothing to show do not exist. */
export function CustomerFilePane({ id, tab, listing }: { id: string; tab: string; listing: Listing }) {
  const t = useText();
  const reading = useReading("customer.get", { id });
  const promises = useOpenIssues(id);
  if (reading.error) {
    const gone = isGone(reading.error);
    return (
      <Empty
        page
        icon="customer"
        title={gone ? t.customer.gone : t.app.brokenTitle}
        text={gone ? t.customer.goneText : t.say.error(reading.error)}
        action={<ButtonLink to={href(["customer"])}>{t.customer.backToList}</ButtonLink>}
      />
    );
  }
  if (!reading.data) return null;

  const file = reading.data;
  const names = tabsOf(file);
  const counts: Partial<Record<TabName, number>> = {
    contacts: file.contacts.length,
    issues: promises?.issues.length,
  };
  const shown = names.find((name) => name === tab) ?? "overview";
  return (
    <article className={css.file}>
      <FileHead file={file} listing={listing} promises={promises} />
      <Tabs
        label={t.customer.tabsLabel}
        value={shown}
        tabs={names.map((name) => ({
          name,
          label: t.customer.tabs[name],
          count: counts[name] || undefined,
        }))}
        onChange={(name) => navigate(listingHref(listing, id, name), { replace: true })}
      >
        <div className={css.panel}>
          {shown === "overview" && <Overview file={file} />}
          {shown === "contacts" && <Contacts file={file} />}
          {shown === "position" && <PositionTab file={file} />}
          {shown === "timeline" && <Timeline customerId={id} />}
          {shown === "issues" && <Issues customerId={id} />}
          {shown === "sales" && <Sales sales={file.sales} />}
        </div>
      </Tabs>
    </article>
  );
}

function tabsOf(file: CustomerFile): TabName[] {
  const sales: TabName[] = isSalesKnown(file.sales) ? ["sales"] : [];
  return ["overview", "timeline", "issues", ...sales, "contacts", "position"];
}
