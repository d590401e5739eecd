import { expect, it } from "vitest";
import type { Reason } from "../ipc/types/Reason";
import { textFor } from "../text";
import { brief, byWeight, inFull, isPast, leadingReasons } from "./reasons";

const DAYS = { today: "2026-11-28", on: "2026-12-04" };

it("an overdue customer says so before anything else", () => {
  expect(
    leadingReasons(
      [
        { kind: "rule", class: "A", window: { kind: "week" }, times: 1 },
        { kind: "order_day", weekday: 3, days_before: 1 },
        { kind: "overdue", date: "2026-11-20", days: 4 },
      ],
      DAYS,
    ).map(({ kind }) => kind),
  ).toEqual(["overdue", "order_day"]);
});

it("a visit without reasons has none to lead", () => {
  expect(leadingReasons([], DAYS)).toEqual([]);
});

it("no reason is lost in the ordering", () => {
  expect(byWeight([{ kind: "locked" }, { kind: "by_hand" }, { kind: "never_visited" }], DAYS)).toHaveLength(
    3,
  );
});

it("a licence that has expired is not one that will", () => {
  const t = textFor("zh");
  const gone: Reason = { kind: "licence_expires", date: "2026-11-06" };
  const coming: Reason = { kind: "licence_expires", date: "2026-11-28" };
  expect([gone, coming].map((reason) => brief(reason, t, DAYS))).toEqual([
    "许可证已于 11-06 过期",
    "许可证 11-28 到期",
  ]);
  expect([gone, coming].map((reason) => isPast(reason, DAYS))).toEqual([true, false]);
  expect(inFull(gone, t, DAYS)).toContain("过期");
});

it("a visit after the day by which it is due says how late it is, before anything else", () => {
  const due: Reason = { kind: "due_by", date: "2026-11-30" };
  const order: Reason = { kind: "carry_over", date: "2026-11-20" };
  expect(leadingReasons([order, due], DAYS).map(({ kind }) => kind)).toEqual(["due_by", "carry_over"]);
  expect(brief(due, textFor("zh"), DAYS)).toBe("晚 4 天");
  expect(leadingReasons([order, due], { ...DAYS, on: "2026-11-30" })[0]).toBe(order);
  expect(brief(due, textFor("zh"), { ...DAYS, on: "2026-11-30" })).toBe("11-30 到期");
});
