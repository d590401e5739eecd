import { expect, it } from "vitest";
import { byWeight, leadingReasons } from "./reasons";

it("an overdue customer says so before anything else", () => {
  expect(
    leadingReasons([
      { kind: "rule", class: "A", window: { kind: "week" }, times: 1 },
      { kind: "order_day", weekday: 3, days_before: 1 },
      { kind: "overdue", date: "2026-11-20", days: 4 },
    ]).map(({ kind }) => kind),
  ).toEqual(["overdue", "order_day"]);
});

it("a visit without reasons has none to lead", () => {
  expect(leadingReasons([])).toEqual([]);
});

it("no reason is lost in the ordering", () => {
  expect(byWeight([{ kind: "locked" }, { kind: "by_hand" }, { kind: "never_visited" }])).toHaveLength(3);
});
