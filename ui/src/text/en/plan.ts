import type { plan as zh } from "../zh/plan";

function shops(count: number): string {
  return count === 1 ? "1 customer" : `${count} customers`;
}

function visits(count: number): string {
  return count === 1 ? "1 visit" : `${count} visits`;
}

export const plan: typeof zh = {
  title: "Visit plan",
  weekBefore: "Previous week",
  weekAfter: "Following week",
  thisWeek: "This week",
  nextWeek: "Next week",
  toNextWeek: "Back to next week",

  status: {
    draft: "Draft",
    final: (when) => `Final since ${when}`,
  },

  make: (week) => `Plan ${week.toLowerCase()}`,
  remake: "Replan",
  print: "Print",
  export: "Export",
  finalise: "Finalise",
  undo: "Undo",
  redo: "Redo",
  more: "More",
  map: "Map",
  start: "Start",
  addCustomer: "Add customer",
  cancelled: "Cancelled; the plan is as it was",

  finalised: "The plan is final; later changes will be marked",
  finaliseAsk: (week) => `Finalise the plan of ${week.toLowerCase()}?`,
  finaliseTells:
    "It can still be changed afterwards; visits that are added, moved or cancelled carry a mark, on paper too.",
  finaliseUnplanned: (count) => `${shops(count)} due but not planned.`,
  keepDraft: "Keep as draft",
  exported: (path) => `Exported to ${path}`,
  open: "Open",

  honesty: (demand, capacity) => `Rules need ${demand} visits a week, capacity ${capacity}`,
  honestyTells:
    "Not everyone can be fitted. Relax the frequency, or let lower classes alternate a visit and a call.",
  toFrequency: "Adjust frequency",

  dayKind: {
    rest: "Day off",
    holiday: "Holiday",
    make_up: "Make-up workday",
    away: "Not in the field",
  },
  makeUpFor: (name) => `Make-up workday (${name})`,
  today: "Today",
  visits,
  way: (time) => `${time} driving`,
  free: (time) => `${time} free`,
  over: (time) => `${time} over`,
  overVisits: (count) => `${count} too many`,
  loadOf: (used, working) => `${used} used of ${working}`,
  emptyDay: "No visits",
  totals: (count, distance, way) => `${visits(count)} · ${distance} · ${way} driving`,

  change: { added: "Added", moved: "Moved", removed: "Cancelled" },
  locked: "Locked",
  lock: "Lock",
  unlock: "Unlock",
  lockNamed: (name) => `Lock ${name}`,
  unlockNamed: (name) => `Unlock ${name}`,
  lockedStays: "A locked visit stays where it is. Unlock it before you move it.",
  warned: "Needs attention",

  unplanned: (count) => `Unplanned ${count}`,
  unplannedTitle: "Due but not planned",
  unplannedNone: "Everyone who is due is in the plan.",
  postponed: (count) => `Can wait ${count}`,
  removedTitle: "Cancelled visits",
  add: "Add",
  addNamed: (name) => `Add ${name} to the plan`,
  addTo: (day) => `Add to ${day}`,
  addAnywhere: "Add where it costs least travel",
  added: (name) => `${name} added to the plan`,

  addTitle: "Add a customer to the plan",
  search: "Name, code, phone, pinyin",
  searchNone: (text) =>
    `Nothing found for “${text}”. Try another word, or create the customer under Customers.`,
  searchShown: (shown, total) => `Showing ${shown} of ${total}; type a little more to narrow them down.`,
  alreadyPlanned: (day) => `Planned on ${day}`,
  dueNow: "Due",
  canWait: "Can wait",
  onDay: "On",
  anyDay: "The day that costs least travel",

  brief: {
    overdue: (days) => `${days} d overdue`,
    carryOver: (date) => `missed ${date}`,
    licence: (date) => `licence ends ${date}`,
    dueBy: (date) => `due ${date}`,
    orderDay: (weekday) => `orders ${weekday}`,
    never: "first visit",
    lastVisit: (date) => `last ${date}`,
    sameOwner: "same owner",
    near: (name) => `near ${name}`,
    market: "market day",
    only: (weekdays) => `only ${weekdays}`,
  },

  visit: {
    why: "Why this week, why this day",
    byHandOnly: "Put in by hand",
    purposes: "Purposes",
    keyPoints: "Key points",
    keyPointsTells: "Printed on the plan sheet",
    time: (arrive, depart) => `Arrive ${arrive}, leave ${depart}`,
    openFile: "Open customer file",
    moveTo: (day) => `Move to ${day}`,
    move: "Move to…",
    place: (order, count) => `${order} of ${count} that day`,
    earlier: "One place earlier",
    later: "One place later",
    remove: "Take out of the plan",
    removed: (name) => `${name} taken out of the plan`,
    lockTells: "Replanning leaves it where it is",
    missed: "Mark as missed",
    notMissed: "Not missed after all",
    missedTells: "Missed visits carry over into the next plan",
    orderDay: (weekday) => `Orders on ${weekday}`,
    lastVisit: (date) => `Last visit ${date}`,
    neverVisited: "Never visited",
    warnings: "Mind",
    close: "Close",
  },

  difference: {
    title: "How the new plan differs",
    none: "Replanned; nothing needs to change.",
    kept: (count) => `${shops(count)} stay`,
    movedHead: (count) => `${shops(count)} change the day`,
    addedHead: (count) => `${shops(count)} added`,
    removedHead: (count) => `${shops(count)} taken out`,
    between: (from, to) => `${from} → ${to}`,
    travel: "Travel in the week",
    visits: "Visits in the week",
    less: (distance) => `${distance} less`,
    more: (distance) => `${distance} more`,
    same: "Same distance",
    count: (before, after) => `${before} → ${after}`,
    accept: "Take the new plan",
    refuse: "Keep this one",
    accepted: "New plan taken; it can be undone",
  },

  drag: {
    instructions:
      "Arrow keys walk between visits. Space lifts one, arrows then move it within the day or to another day, space drops it, Escape puts it back. Enter shows details, L locks, Delete removes.",
    lifted: (name) => `Lifted ${name}`,
    at: (name, day, order, count) => `${name}, ${day}, place ${order} of ${count}`,
    dropped: (name, day, order) => `${name} dropped on ${day}, place ${order}`,
    returned: (name) => `${name} put back`,
    card: (order, time, name) => `${order}, ${time}, ${name}`,
  },

  empty: {
    title: (week) => `${week} has no plan yet`,
    body: "Rounds picks who is due by the frequency rules, puts each day in order with times, and says why. You can change anything afterwards.",
    noCustomers: "No customers yet",
    noCustomersBody: "Import your customer workbook first, then plan.",
    toCustomers: "Import customers",
    past: "This week has passed without a plan.",
  },
  undone: "Undone",
  redone: "Redone",
};
