import { expect, it } from "vitest";
import { isWeek } from "./week";

it("a week that does not exist is known as such", () => {
  expect(["2026-W53", "2026-W01", "2025-W52"].map(isWeek)).toEqual([true, true, true]);
  expect(["2025-W53", "2026-W00", "2026-W99", "2026-49", "", "2026-W490"].map(isWeek)).toEqual(
    Array(6).fill(false),
  );
});
