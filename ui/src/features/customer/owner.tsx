import { useState } from "react";
import { useReading } from "../../app/data";
import { useRoute } from "../../app/router";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import { Button } from "../../parts/button";
import { CustomerLine } from "../../parts/customer-line";
import { Dialog } from "../../parts/dialog";
import { Labelled } from "../../parts/field";
import { SearchField } from "../../parts/search-field";
import { useText } from "../../text";
import css from "./owner.module.css";
import { NO_FILTER } from "../../parts/customer-filter";
import { listingHref, readListing } from "./query";
import type { Save } from "./use-save";

const MOST = 50;

/** 同一经营者: the other shops of this one's owner. One of them is chosen by search; the owner is theirs too. */
export function OwnerEditor({ file, save, error }: { file: CustomerFile; save: Save; error?: string }) {
  const t = useText();
  const { query } = useRoute();
  const [choosing, setChoosing] = useState(false);
  const { customer, owner, same_owner: shops } = file;
  return (
    <Labelled
      label={t.customer.sameOwner}
      hint={shops.length === 0 ? t.customer.ownerAlone : undefined}
      error={error}
    >
      {owner && shops.length > 0 && <span className={css.owner}>{owner.name}</span>}
      {shops.length > 0 && (
        <ul className={css.shops}>
          {shops.map((shop) => (
            <li key={shop.id}>
              <a className={css.shop} href={listingHref(readListing(query), shop.id)}>
                <CustomerLine whole customer={shop} />
              </a>
            </li>
          ))}
        </ul>
      )}
      <div className={css.actions}>
        <Button kind="quiet" icon="plus" onPress={() => setChoosing(true)}>
          {shops.length > 0 ? t.customer.ownerChange : t.customer.ownerChoose}
        </Button>
        {(shops.length > 0 || customer.owner_id !== null) && (
          <Button kind="quiet" icon="close" onPress={() => save("owner_id", null)}>
            {t.customer.ownerRemove}
          </Button>
        )}
      </div>
      {choosing && (
        <ChooseShop
          file={file}
          onChoose={(id) => {
            setChoosing(false);
            save("owner_id", id);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Labelled>
  );
}

/** Finds another shop of the same owner. */
function ChooseShop({
  file,
  onChoose,
  onClose,
}: {
  file: CustomerFile;
  onChoose: (id: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const found = useReading(
    "customer.list",
    { filter: { ...NO_FILTER, text }, sort: text ? "code" : "name", offset: 0, limit: MOST },
    { keep: true },
  );
  const known = new Set([file.customer.id, ...file.same_owner.map(({ id }) => id)]);
  const rows = found.data?.rows.filter(({ id }) => !known.has(id)) ?? [];
  return (
    <Dialog title={t.customer.ownerTitle(file.customer.name)} onClose={onClose}>
      <p className="soft">{t.customer.ownerTells}</p>
      <SearchField
        autoFocus
        label={t.customer.search}
        placeholder={t.customer.searchHint}
        value={text}
        onSearch={setText}
      />
      {found.data && rows.length === 0 && <p className="soft">{t.customer.noMatchTitle}</p>}
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <button type="button" className={css.row} onClick={() => onChoose(row.id)}>
              <CustomerLine whole customer={row} />
            </button>
          </li>
        ))}
      </ul>
      {found.data && found.data.total > MOST && (
        <p className="soft small">{t.customer.ownerMore(found.data.total)}</p>
      )}
    </Dialog>
  );
}
