import { expect, it } from "vitest";
import type { AppError } from "../../ipc/error";
import type { MoveCost } from "../../ipc/types/MoveCost";
import { textFor } from "../../text";
import { costWords } from "./use-cost";

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
