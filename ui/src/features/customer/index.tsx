import { useCallback, useMemo, useState } from "react";
import { navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import { CustomerFilePane } from "./file";
import { Import } from "./import";
import { ListPane } from "./list";
import { Nobody } from "./nobody";
import { type Listing, listingHref, readListing } from "./query";
import css from "./screen.module.css";

/** 客户: the list on the left, the file on the right; on a phone one of the two. */
export default function Customers() {
  const { path } = useRoute();
  return path[1] === "import" ? <Import /> : <ListAndFile />;
}

function ListAndFile() {
  const { path, query } = useRoute();
  const id = path[1] ?? null;
  const nobody = useStatus().customer_count === 0 && id === null;
  const listing = useMemo(() => readListing(query), [query]);
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);

  // Filters leave no step for the back gesture; opening a file does.
  const list = useCallback(
    (next: Listing) => navigate(listingHref(next, id ?? undefined, path[2]), { replace: true }),
    [id, path],
  );
  return (
    <div className={css.screen} data-file={id ? "" : undefined} data-nobody={nobody ? "" : undefined}>
      <section className={css.list}>
        <ListPane listing={listing} onListing={list} openId={id} chosen={chosen} onChosen={setChosen} />
      </section>
      {!nobody && (
        <section className={css.file}>
          {id ? (
            <CustomerFilePane key={id} id={id} tab={path[2] ?? "overview"} listing={listing} />
          ) : (
            <Nobody />
          )}
        </section>
      )}
    </div>
  );
}
