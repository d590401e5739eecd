import { expect, it } from "vitest";
import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import { textFor } from "../../text";
import { filterChoices, usualChoices } from "./filter-choices";
import { NO_FILTER } from "../../parts/customer-filter";

const facets: CustomerFacets = {
  all: 20,
  classes: [
    ["A", 3],
    ["B", 17],
  ],
  segments: [["core", 5]],
  statuses: [["open", 20]],
  order_weekdays: [[3, 8]],
  lines: [["北线", 4]],
  overdue: 2,
  not_seen_30_days: 6,
  position_missing: 0,
};
const t = textFor("zh");
const words = (filter: typeof NO_FILTER) =>
  usualChoices(filterChoices(filter, facets, t)).map(({ alone, word, count }) => `${alone ?? word} ${count}`);

it("the line above the list holds the usual filters that lead to somebody", () => {
  expect(words(NO_FILTER)).toEqual(["逾期 2", "A 类 3", "B 类 17", "30 天未访 6"]);
});

it("the line above the list holds whatever is on, though nobody answers to it", () => {
  expect(words({ ...NO_FILTER, order_weekdays: [3], lines: ["旧线"], position_missing: true })).toEqual([
    "逾期 2",
    "A 类 3",
    "B 类 17",
    "30 天未访 6",
    "周三订货 8",
    "旧线 undefined",
    "位置待补 0",
  ]);
});

it("a press puts a value in and the next takes it out", () => {
  const [first] = filterChoices(NO_FILTER, facets, t).classes;
  expect(first?.change).toEqual({ classes: ["A"] });
  const [second] = filterChoices({ ...NO_FILTER, classes: ["A", "B"] }, facets, t).classes;
  expect(second?.change).toEqual({ classes: ["B"] });
});

it("a span of days from an old link stands among the usual ones", () => {
  const { unseen } = filterChoices({ ...NO_FILTER, not_seen_days: 45 }, facets, t);
  expect(unseen.map(({ word, on }) => [word, on])).toContainEqual(["45 天未访", true]);
});
