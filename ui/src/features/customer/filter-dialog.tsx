import { useState } from "react";
import { useReading } from "../../app/data";
import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Select } from "../../parts/select";
import { useText } from "../../text";
import css from "./filter-dialog.module.css";
import { type Listing, NO_FILTER, SORTS, isFiltered, toggled } from "./query";
import { SaveSet } from "./sets";

const UNSEEN_DAYS = [14, 30, 60, 90];

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
      <Group label={t.shared.fields.class}>
        {facets.classes.map(([value, count]) => (
          <Chip
            key={value}
            on={filter.classes.includes(value)}
            count={count}
            onPress={() => set({ classes: toggled(filter.classes, value) })}
          >
            {t.shared.classes[value]}
          </Chip>
        ))}
      </Group>
      <Group label={t.shared.fields.segment}>
        {facets.segments.map(([value, count]) => (
          <Chip
            key={value}
            on={filter.segments.includes(value)}
            count={count}
            onPress={() => set({ segments: toggled(filter.segments, value) })}
          >
            {t.shared.segments[value]}
          </Chip>
        ))}
      </Group>
      <Group label={t.shared.fields.status}>
        {facets.statuses.map(([value, count]) => (
          <Chip
            key={value}
            on={filter.statuses.includes(value)}
            count={count}
            onPress={() => set({ statuses: toggled(filter.statuses, value) })}
          >
            {t.shared.statuses[value]}
          </Chip>
        ))}
      </Group>
      <Group label={t.customer.lastVisit}>
        <Chip on={filter.overdue} count={facets.overdue} onPress={() => set({ overdue: !filter.overdue })}>
          {t.customer.overdue}
        </Chip>
        {UNSEEN_DAYS.map((days) => (
          <Chip
            key={days}
            on={filter.not_seen_days === days}
            count={days === 30 ? facets.not_seen_30_days : undefined}
            onPress={() => set({ not_seen_days: filter.not_seen_days === days ? null : days })}
          >
            {t.customer.notSeen(days)}
          </Chip>
        ))}
      </Group>
      <Group label={t.shared.fields.order_weekday}>
        {facets.order_weekdays.map(([day, count]) => (
          <Chip
            key={day}
            on={filter.order_weekdays.includes(day)}
            count={count}
            onPress={() => set({ order_weekdays: toggled(filter.order_weekdays, day) })}
          >
            {t.format.weekday(day)}
          </Chip>
        ))}
      </Group>
      <Group label={t.shared.fields.line}>
        {facets.lines.map(([line, count]) => (
          <Chip
            key={line}
            on={filter.lines.includes(line)}
            count={count}
            onPress={() => set({ lines: toggled(filter.lines, line) })}
          >
            {line}
          </Chip>
        ))}
      </Group>
      <Group label={t.shared.fields.position}>
        <Chip
          on={filter.position_missing}
          count={facets.position_missing}
          onPress={() => set({ position_missing: !filter.position_missing })}
        >
          {t.customer.positionMissing}
        </Chip>
      </Group>
    </Dialog>
  );
}

/** Chips under a word; nothing where there is nothing to choose. */
function Group({ label, children }: { label: string; children: React.ReactNode }) {
  if (Array.isArray(children) && children.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{label}</legend>
      <div className={css.chips}>{children}</div>
    </fieldset>
  );
}
