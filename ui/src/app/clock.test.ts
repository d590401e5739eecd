import { expect, it } from "vitest";
import { formatsFor } from "../text/format";
import { skewOf } from "./clock";

const format = formatsFor("zh", "Asia/Shanghai");
/** 08:30 on 30 November in Shanghai. */
const DEVICE = Date.UTC(2026, 10, 30, 0, 30, 40);

it("the device's clock is the core's, be the answer a minute old", () => {
  expect(skewOf({ today: "2026-11-30", now_min: 510 }, format, DEVICE)).toBe(0);
  expect(skewOf({ today: "2026-11-30", now_min: 509 }, format, DEVICE)).toBe(0);
});

it("a core that lives on another day keeps its distance", () => {
  expect(skewOf({ today: "2026-12-01", now_min: 500 }, format, DEVICE)).toBe(1430);
  expect(skewOf({ today: "2026-11-29", now_min: 510 }, format, DEVICE)).toBe(-1440);
});
