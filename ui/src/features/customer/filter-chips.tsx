import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import { Chip } from "../../parts/chip";
import { Sideways } from "../../parts/sideways";
import { useReading } from "../../app/data";
import { useText } from "../../text";
import { FilterChip, filterChoices, usualChoices } from "./filter-choices";
import css from "./filter-chips.module.css";
import { NO_FILTER } from "../../parts/customer-filter";
import { type Listing, isFiltered } from "./query";

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
    <Sideways className={css.chips} role="group" aria-label={t.customer.filters}>
      <Chip on={false} onPress={onMore}>
        {t.customer.filters}
      </Chip>
      {filter.set_id && (
        <Chip on onPress={() => set({ set_id: null })}>
          {setName ?? t.customer.sets}
        </Chip>
      )}
      {usualChoices(filterChoices(filter, facets, t)).map((choice) => (
        <FilterChip key={choice.key} alone choice={choice} onChange={set} />
      ))}
      {isFiltered(filter) && (
        <button
          type="button"
          className={css.clear}
          onClick={() => onListing({ ...listing, filter: { ...NO_FILTER, text: filter.text } })}
        >
          {t.customer.clearFilters}
        </button>
      )}
    </Sideways>
  );
}
