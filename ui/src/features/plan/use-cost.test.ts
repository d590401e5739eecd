import { expect, it } from "vitest";
import type { AppError } from "../../ipc/error";
import type { MoveCost } from "../../ipc/types/MoveCost";
import { textFor } from "../../text";
import { costWords, lateWords } from "./use-cost";

const COST: MoveCost = {
  date: "2026-12-01",
  order: 2,
  travel_m: 1200,
  travel_min: 6,
  days: [],
  stops: [],
  warnings: [],
};

const words = (warnings: MoveCost["warnings"]) => costWords({ ...COST, warnings }, textFor("zh"));

it("a move tells what would be wrong there, the first in words", () => {
  const lunch: AppError = { code: "no_lunch", field: null, detail: {} };
  const day: AppError = { ...lunch, code: "day_not_allowed" };
  expect(words([])).toBe("+1.2 公里，+6 分钟");
  expect(words([lunch])).toContain("这一天没有留出午休时间。");
  expect(words([lunch, day])).toContain("另有 1 条提醒");
});

it("a move past the day by which a customer is due says how late it is", () => {
  const visit = { reasons: [{ kind: "due_by" as const, date: "2026-11-30" }] };
  expect(lateWords(visit, "2026-12-04", textFor("zh"))).toBe("晚 4 天");
  expect(lateWords(visit, "2026-11-30", textFor("zh"))).toBeNull();
});
