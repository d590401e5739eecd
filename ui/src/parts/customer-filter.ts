import type { CustomerFilter } from "../ipc/types/CustomerFilter";

/** Every customer. */
export const NO_FILTER: CustomerFilter = {
  text: "",
  classes: [],
  segments: [],
  statuses: [],
  order_weekdays: [],
  lines: [],
  set_id: null,
  not_seen_days: null,
  overdue: false,
  position_missing: false,
};
