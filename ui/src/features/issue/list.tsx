import { useMemo } from "react";
import { useReading } from "../../app/data";
import { navigate } from "../../app/router";
import type { IssueScope } from "../../ipc/types/IssueScope";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Empty } from "../../parts/empty";
import { IssueLine } from "../../parts/issue-line";
import { SearchField } from "../../parts/search-field";
import { Sideways } from "../../parts/sideways";
import { VirtualList } from "../../parts/virtual-list";
import { useText } from "../../text";
import css from "./list.module.css";
import { KINDS, type Listing, SCOPES, countKinds, listingHref } from "./query";

const ROW_PX = 64;

/** Everything that was asked or promised, in the core's order. */
export function ListPane({
  listing,
  onListing,
  openId,
  now,
  onNew,
}: {
  listing: Listing;
  onListing: (listing: Listing) => void;
  openId: string | null;
  /** UTC milliseconds. */
  now: number;
  onNew: () => void;
}) {
  const t = useText();
  const { scope, kind, text } = listing;
  // One question for every kind: their counts come with it, and choosing one needs no second.
  const reading = useReading("issue.list", { scope, text, kind: null, customer_id: null }, { keep: true });
  const due = useReading("issue.list", { scope: "due", text: "", kind: null, customer_id: null });
  const list = reading.data;
  const counts = useMemo(() => countKinds(list?.issues ?? []), [list]);
  const rows = useMemo(
    () => (list?.issues ?? []).filter(({ issue }) => kind === null || issue.kind === kind),
    [list, kind],
  );
  const all = due.data;
  const scopeCounts: Record<IssueScope, number | undefined> = {
    open: all?.open,
    due: all?.issues.length,
    closed: all?.closed,
    all: all && all.open + all.closed,
  };
  const shownKinds = KINDS.filter((one) => counts[one] > 0 || one === kind);
  const nothingYet = all !== undefined && all.open + all.closed === 0;

  return (
    <div className={css.pane}>
      <header className={css.head}>
        <h1>{t.issue.title}</h1>
        <p className={css.facts} role="status">
          {all && all.open > 0 && t.issue.open(all.open)}
          {all && all.overdue > 0 && (
            <strong className={css.overdue}>{t.issue.overdueCount(all.overdue)}</strong>
          )}
        </p>
        <Button icon="plus" onPress={onNew}>
          {t.issue.create}
        </Button>
      </header>
      {!nothingYet && (
        <>
          <div className={css.search}>
            <SearchField
              label={t.issue.search}
              placeholder={t.issue.searchHint}
              value={text}
              onSearch={(next) => onListing({ ...listing, text: next })}
            />
          </div>
          <Sideways className={css.chips} role="group" aria-label={t.issue.scopesLabel}>
            {SCOPES.map((one) => (
              <Chip
                key={one}
                on={one === scope}
                count={scopeCounts[one]}
                onPress={() => onListing({ ...listing, scope: one })}
              >
                {t.issue.scopes[one]}
              </Chip>
            ))}
          </Sideways>
          {shownKinds.length > 1 || kind !== null ? (
            <Sideways className={css.chips} role="group" aria-label={t.issue.kindsLabel}>
              {shownKinds.map((one) => (
                <Chip
                  key={one}
                  on={one === kind}
                  count={counts[one]}
                  onPress={() => onListing({ ...listing, kind: one === kind ? null : one })}
                >
                  {t.issue.kinds[one]}
                </Chip>
              ))}
            </Sideways>
          ) : null}
        </>
      )}
      <div className={css.rows}>
        {reading.error ? (
          <Empty
            icon="warning"
            title={t.app.brokenTitle}
            text={t.say.error(reading.error)}
            action={<Button onPress={() => void reading.refetch()}>{t.app.retry}</Button>}
          />
        ) : list && rows.length === 0 ? (
          <Nothing listing={listing} nothingYet={nothingYet} onNew={onNew} />
        ) : (
          <VirtualList
            label={t.issue.list}
            count={rows.length}
            rowHeight={ROW_PX}
            reveal={rows.findIndex(({ issue }) => issue.id === openId)}
            row={(index, isTabStop) => {
              const summary = rows[index];
              if (!summary) return null;
              const { id } = summary.issue;
              return (
                <a
                  className={css.row}
                  href={listingHref(listing, id)}
                  aria-current={id === openId || undefined}
                  tabIndex={isTabStop ? 0 : -1}
                >
                  <IssueLine summary={summary} now={now} />
                </a>
              );
            }}
          />
        )}
      </div>
    </div>
  );
}

function Nothing({
  listing,
  nothingYet,
  onNew,
}: {
  listing: Listing;
  nothingYet: boolean;
  onNew: () => void;
}) {
  const t = useText();
  const filtered = listing.text !== "" || listing.kind !== null || listing.scope !== "open";
  if (nothingYet || !filtered) {
    return (
      <Empty
        icon="issue"
        title={t.issue.emptyTitle}
        text={t.issue.emptyText}
        action={
          <Button icon="plus" onPress={onNew}>
            {t.issue.create}
          </Button>
        }
      />
    );
  }
  return (
    <Empty
      icon="search"
      title={t.issue.noMatchTitle}
      text={t.issue.noMatchText}
      action={
        <Button
          onPress={() => navigate(listingHref({ scope: "all", kind: null, text: "" }), { replace: true })}
        >
          {t.issue.showAll}
        </Button>
      }
    />
  );
}
