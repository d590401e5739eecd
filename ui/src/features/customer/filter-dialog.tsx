import { useState } from "react";
import { useReading } from "../../app/data";
import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Select } from "../../parts/select";
import { useText } from "../../text";
import { type FilterChoice, FilterChip, filterChoices } from "./filter-choices";
import css from "./filter-dialog.module.css";
import { NO_FILTER } from "../../parts/customer-filter";
import { type Listing, SORTS, isFiltered } from "./query";
import { SaveSet } from "./sets";

/** Every filter with its counts, the sorting, and saving them as a 客户集. */
export function FilterDialog({
  listing,
  onListing,
  facets,
  total,
  onClose,
}: {
  listing: Listing;
  onListing: (listing: Listing) => void;
  facets: CustomerFacets;
  total: number;
  onClose: () => void;
}) {
  const t = useText();
  const { filter, sort } = listing;
  const sets = useReading("set.list", {});
  const [saving, setSaving] = useState(false);
  const set = (change: Partial<typeof filter>) => onListing({ ...listing, filter: { ...filter, ...change } });
  const of = filterChoices(filter, facets, t);
  const groups: [string, FilterChoice[]][] = [
    [t.shared.fields.class, of.classes],
    [t.shared.fields.segment, of.segments],
    [t.shared.fields.status, of.statuses],
    [t.customer.lastVisit, [...of.overdue, ...of.unseen]],
    [t.shared.fields.order_weekday, of.orderDays],
    [t.shared.fields.line, of.lines],
    [t.shared.fields.position, of.unplaced],
  ];

  if (saving) return <SaveSet filter={filter} onClose={() => setSaving(false)} />;
  return (
    <Dialog
      title={t.customer.filters}
      onClose={onClose}
      wide
      actions={
        <>
          {isFiltered(filter) && (
            <>
              <Button
                kind="quiet"
                onPress={() => onListing({ ...listing, filter: { ...NO_FILTER, text: filter.text } })}
              >
                {t.customer.clearFilters}
              </Button>
              <Button onPress={() => setSaving(true)}>{t.customer.saveSet}</Button>
            </>
          )}
          <Button kind="primary" onPress={onClose}>
            {t.customer.showFiltered(total)}
          </Button>
        </>
      }
    >
      <div className={css.two}>
        <Select
          label={t.customer.sort}
          options={SORTS.map((value) => ({ value, label: t.customer.sorts[value] }))}
          value={sort}
          onChange={(value) => onListing({ ...listing, sort: SORTS.find((one) => one === value) ?? "code" })}
        />
        {(sets.data?.length ?? 0) > 0 && (
          <Select
            label={t.customer.sets}
            options={[
              { value: "", label: t.customer.noSet },
              ...(sets.data ?? []).map((one) => ({
                value: one.set.id,
                label: `${one.set.name}（${one.count}）`,
              })),
            ]}
            value={filter.set_id ?? ""}
            onChange={(value) => set({ set_id: value || null })}
          />
        )}
      </div>
      {groups.map(([label, list]) => (
        <Group key={label} label={label}>
          {list.map((choice) => (
            <FilterChip key={choice.key} choice={choice} onChange={set} />
          ))}
        </Group>
      ))}
    </Dialog>
  );
}

/** Chips under a word; nothing where there is nothing to choose. */
function Group({ label, children }: { label: string; children: React.ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{label}</legend>
      <div className={css.chips}>{children}</div>
    </fieldset>
  );
}
