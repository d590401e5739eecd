import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import { Chip } from "../../parts/chip";
import { useReading } from "../../app/data";
import { useText } from "../../text";
import css from "./filter-chips.module.css";
import { type Listing, NO_FILTER, isFiltered, toggled } from "./query";

/** The filters used most, each with how many customers it would show; whatever else is on; the way to the rest. */
export function FilterChips({
  listing,
  onListing,
  facets,
  onMore,
}: {
  listing: Listing;
  onListing: (listing: Listing) => void;
  facets: CustomerFacets | null;
  onMore: () => void;
}) {
  const t = useText();
  const { filter } = listing;
  const sets = useReading("set.list", {}, { enabled: filter.set_id !== null });
  const set = (change: Partial<typeof filter>) => onListing({ ...listing, filter: { ...filter, ...change } });
  const setName = sets.data?.find((one) => one.set.id === filter.set_id)?.set.name;

  return (
    <div className={css.chips} role="group" aria-label={t.customer.filters}>
      <Chip on={false} onPress={onMore}>
        {t.customer.filters}
      </Chip>
      {filter.set_id && (
        <Chip on onPress={() => set({ set_id: null })}>
          {setName ?? t.customer.sets}
        </Chip>
      )}
      {(facets?.overdue || filter.overdue) && (
        <Chip on={filter.overdue} count={facets?.overdue} onPress={() => set({ overdue: !filter.overdue })}>
          {t.customer.overdue}
        </Chip>
      )}
      {facets?.classes.map(([value, count]) => (
        <Chip
          key={value}
          on={filter.classes.includes(value)}
          count={count}
          onPress={() => set({ classes: toggled(filter.classes, value) })}
        >
          {t.shared.classes[value]}
        </Chip>
      ))}
      {facets && (
        <Chip
          on={filter.not_seen_days !== null}
          count={facets?.not_seen_30_days}
          onPress={() => set({ not_seen_days: filter.not_seen_days === null ? 30 : null })}
        >
          {t.customer.notSeen(filter.not_seen_days ?? 30)}
        </Chip>
      )}
      {filter.segments.map((value) => (
        <Chip key={value} on onPress={() => set({ segments: toggled(filter.segments, value) })}>
          {t.shared.segments[value]}
        </Chip>
      ))}
      {filter.statuses.map((value) => (
        <Chip key={value} on onPress={() => set({ statuses: toggled(filter.statuses, value) })}>
          {t.shared.statuses[value]}
        </Chip>
      ))}
      {filter.order_weekdays.map((day) => (
        <Chip key={day} on onPress={() => set({ order_weekdays: toggled(filter.order_weekdays, day) })}>
          {t.customer.orderOn(t.format.weekday(day))}
        </Chip>
      ))}
      {filter.lines.map((line) => (
        <Chip key={line} on onPress={() => set({ lines: toggled(filter.lines, line) })}>
          {line}
        </Chip>
      ))}
      {filter.position_missing || facets?.position_missing ? (
        <Chip
          on={filter.position_missing}
          count={facets?.position_missing}
          onPress={() => set({ position_missing: !filter.position_missing })}
        >
          {t.customer.positionMissing}
        </Chip>
      ) : null}
      {isFiltered(filter) && (
        <button
          type="button"
          className={css.clear}
          onClick={() => onListing({ ...listing, filter: { ...NO_FILTER, text: filter.text } })}
        >
          {t.customer.clearFilters}
        </button>
      )}
    </div>
  );
}
