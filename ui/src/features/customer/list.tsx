import { useDoing } from "../../app/data";
import { fileWritten } from "../../app/file";
import { href, navigate } from "../../app/router";
import { useStatus } from "../../app/status";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import { useState } from "react";
import { Button, ButtonLink, IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { CustomerLine } from "../../parts/customer-line";
import { Empty } from "../../parts/empty";
import { Menu } from "../../parts/menu";
import { SearchField } from "../../parts/search-field";
import { VirtualList } from "../../parts/virtual-list";
import { useText } from "../../text";
import { ChosenBar } from "./chosen-bar";
import { FilterChips } from "./filter-chips";
import { FilterDialog } from "./filter-dialog";
import css from "./list.module.css";
import { NewCustomer } from "./new-customer";
import { NO_FILTER } from "../../parts/customer-filter";
import { type Listing, isFiltered, listingHref, toggled } from "./query";
import { ManageSets } from "./sets";
import { usePages } from "./use-pages";

const ROW_PX = 64;

type Asking = "new" | "filters" | "sets" | null;

/** Search, filters and the list itself. */
export function ListPane({
  listing,
  onListing,
  openId,
  chosen,
  onChosen,
}: {
  listing: Listing;
  onListing: (listing: Listing) => void;
  openId: string | null;
  /** Ids picked by hand while selecting; null = not selecting. */
  chosen: ReadonlySet<string> | null;
  onChosen: (chosen: ReadonlySet<string> | null) => void;
}) {
  const t = useText();
  const { customer_count: everyone } = useStatus();
  const { page, row, indexOf, onRange, error, retry } = usePages(listing);
  const [asking, setAsking] = useState<Asking>(null);
  const exporting = useDoing("export.customers", { done: (file) => fileWritten(file, t) });
  const { filter } = listing;
  const total = page?.total ?? 0;
  const searching = filter.text !== "" || isFiltered(filter);

  const menu = [
    { name: "export", label: t.customer.export, icon: "export" as const, disabled: exporting.busy },
    { name: "select", label: t.customer.select, icon: "check" as const },
    { name: "sets", label: t.customer.manageSets, icon: "folder" as const },
  ];
  const onMenu = (name: string) => {
    if (name === "export") exporting.run({});
    if (name === "select") onChosen(new Set());
    if (name === "sets") setAsking("sets");
  };

  return (
    <div className={css.pane}>
      <header className={css.head}>
        <div className={css.title}>
          <h1>{t.customer.title}</h1>
          <span className={css.count} role="status">
            {page && (searching ? t.customer.countOf(total, everyone) : t.customer.count(total))}
          </span>
        </div>
        <IconButton icon="plus" label={t.customer.create} onPress={() => setAsking("new")} />
        <a className={css.import} href={href(["customer", "import"])}>
          {t.customer.import}
        </a>
        {everyone > 0 && <Menu label={t.app.more} items={menu} onChoose={onMenu} />}
      </header>

      {everyone > 0 && (
        <>
          <div className={css.search}>
            <SearchField
              label={t.customer.search}
              placeholder={t.customer.searchHint}
              value={filter.text}
              onSearch={(text) => onListing({ ...listing, filter: { ...filter, text } })}
            />
          </div>
          <FilterChips
            listing={listing}
            onListing={onListing}
            facets={page?.facets ?? null}
            onMore={() => setAsking("filters")}
          />
        </>
      )}

      <div className={css.rows}>
        {error ? (
          <Empty
            icon="warning"
            title={t.app.brokenTitle}
            text={t.say.error(error as never)}
            action={<Button onPress={retry}>{t.app.retry}</Button>}
          />
        ) : everyone === 0 ? (
          <Empty
            icon="customer"
            title={t.customer.emptyTitle}
            text={t.customer.emptyText}
            action={
              <>
                <ButtonLink kind="primary" icon="import" to={href(["customer", "import"])}>
                  {t.customer.import}
                </ButtonLink>
                <Button icon="plus" onPress={() => setAsking("new")}>
                  {t.customer.create}
                </Button>
              </>
            }
          />
        ) : page && total === 0 ? (
          <Empty
            icon="search"
            title={t.customer.noMatchTitle}
            text={t.customer.noMatchText}
            action={
              <Button onPress={() => onListing({ ...listing, filter: NO_FILTER })}>
                {t.customer.clearFilters}
              </Button>
            }
          />
        ) : (
          <VirtualList
            label={t.customer.list}
            count={total}
            rowHeight={ROW_PX}
            onRange={onRange}
            reveal={openId && page ? indexOf(openId) : undefined}
            row={(index, isTabStop) => {
              const customer = row(index);
              if (!customer) return <div className={css.row} aria-busy="true" />;
              return chosen ? (
                <PickRow
                  customer={customer}
                  on={chosen.has(customer.id)}
                  isTabStop={isTabStop}
                  onPick={() => onChosen(new Set(toggled([...chosen], customer.id)))}
                />
              ) : (
                <OpenRow
                  customer={customer}
                  to={listingHref(listing, customer.id)}
                  open={customer.id === openId}
                  isTabStop={isTabStop}
                />
              );
            }}
          />
        )}
      </div>

      {chosen && <ChosenBar chosen={chosen} onChosen={onChosen} listing={listing} total={total} />}
      {asking === "new" && (
        <NewCustomer
          onClose={() => setAsking(null)}
          onMade={(id) => {
            setAsking(null);
            navigate(listingHref(listing, id));
          }}
        />
      )}
      {asking === "filters" && page && (
        <FilterDialog
          listing={listing}
          onListing={onListing}
          facets={page.facets}
          total={total}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === "sets" && <ManageSets onClose={() => setAsking(null)} />}
    </div>
  );
}

interface RowProps {
  customer: CustomerSummary;
  isTabStop: boolean;
}

function OpenRow({ customer, to, open, isTabStop }: RowProps & { to: string; open: boolean }) {
  return (
    <a className={css.row} href={to} tabIndex={isTabStop ? 0 : -1} aria-current={open ? "true" : undefined}>
      <Line customer={customer} />
    </a>
  );
}

function PickRow({ customer, on, onPick, isTabStop }: RowProps & { on: boolean; onPick: () => void }) {
  return (
    <label className={css.row}>
      <input
        type="checkbox"
        className={css.check}
        tabIndex={isTabStop ? 0 : -1}
        checked={on}
        onChange={onPick}
      />
      <Line customer={customer} />
    </label>
  );
}

function Line({ customer }: { customer: CustomerSummary }) {
  const t = useText();
  const { today } = useStatus();
  const { status, overdue_days: days, last_visit_on: last } = customer;
  return (
    <CustomerLine
      customer={customer}
      line={customer.address || customer.code}
      aside={
        <>
          {status !== "open" ? (
            <Tag>{t.shared.statuses[status]}</Tag>
          ) : (
            days > 0 && <Tag tone="overdue">{t.format.overdue(days)}</Tag>
          )}
          <span>{last ? t.format.ago(last, today) : t.customer.neverVisited}</span>
        </>
      }
    />
  );
}
