import { beforeEach, expect, it } from "vitest";
import type { RepairCause } from "../../ipc/types/RepairCause";
import { someCustomer } from "../../parts/testing";
import { textFor } from "../../text";
import { causeKey, causeWords, keepQuiet, quietCauses } from "./cause";

const MISSED: RepairCause = { kind: "missed", customer: someCustomer("a"), date: "2026-11-30" };
const LOST: RepairCause = { kind: "day_lost", customer: null, date: "2026-12-03" };

beforeEach(() => localStorage.clear());

it("a declined cause stays declined in its week only", () => {
  keepQuiet("2026-W49", [MISSED]);
  expect(quietCauses("2026-W49")).toEqual([causeKey(MISSED)]);
  expect(quietCauses("2026-W50")).toEqual([]);
  keepQuiet("2026-W49", [LOST]);
  expect(quietCauses("2026-W49")).toEqual([causeKey(MISSED), causeKey(LOST)]);
});

it("a cause is told with its customer and its day", () => {
  const zh = textFor("zh");
  expect(causeWords(MISSED, zh)).toBe("店 a 11月30日 周一未访");
  expect(causeWords(LOST, zh)).toBe("12月3日 周四去不了片区");
});
