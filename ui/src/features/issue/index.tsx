import { useCallback, useMemo } from "react";
import { useNow } from "../../app/clock";
import { navigate, useRoute } from "../../app/router";
import { useTyped } from "../../app/typed";
import { Empty } from "../../parts/empty";
import { useText } from "../../text";
import { CasePane } from "./case";
import css from "./index.module.css";
import { IssueDialog } from "./issue-dialog";
import { ListPane } from "./list";
import { type Listing, listingHref, readListing } from "./query";

/** 问题: `#/issue/<id>?scope=due`; `?new` opens the form, `?new=<customer>` for that customer. */
export default function Issues() {
  const t = useText();
  const { path, query } = useRoute();
  const id = path[1] ?? null;
  const now = useNow();
  const listing = useMemo(() => readListing(query), [query]);
  const [asked, setAsked] = useTyped("issue asked", false);
  const asking = asked || query.has("new");
  const list = useCallback(
    (next: Listing) => navigate(listingHref(next, id ?? undefined), { replace: true }),
    [id],
  );
  const close = () => {
    setAsked(false);
    if (query.has("new")) navigate(listingHref(listing, id ?? undefined), { replace: true });
  };
  return (
    <div className={css.screen} data-file={id ? "" : undefined}>
      <section className={css.list}>
        <ListPane listing={listing} onListing={list} openId={id} now={now.ms} onNew={() => setAsked(true)} />
      </section>
      <section className={css.file}>
        {id ? (
          <CasePane key={id} id={id} listing={listing} now={now.ms} />
        ) : (
          <Empty icon="issue" title={t.issue.pickTitle} text={t.issue.pickText} />
        )}
      </section>
      {asking && (
        <IssueDialog
          customerId={query.get("new") || null}
          now={now}
          onClose={close}
          onSaved={(saved) => {
            setAsked(false);
            navigate(listingHref(listing, saved), { replace: query.has("new") });
          }}
        />
      )}
    </div>
  );
}
