import { expect, it } from "vitest";
import type { Strokes } from "../ipc/types/Strokes";
import { fitted, pathOf } from "./strokes";

const DRAWN: Strokes = {
  width: 8000,
  height: 4000,
  strokes: [
    [
      { x: 0, y: 0 },
      { x: 8000, y: 4000 },
    ],
    [{ x: 4000, y: 2000 }],
  ],
};

it("a pad of another shape shows the whole signature in its middle, unstretched", () => {
  const portrait = fitted(DRAWN, 4000, 6000);
  expect(portrait.strokes[0]).toEqual([
    { x: 0, y: 2000 },
    { x: 4000, y: 4000 },
  ]);
  expect(portrait.strokes[1]).toEqual([{ x: 2000, y: 3000 }]);
});

it("a signature keeps its points on a pad of its own size", () => {
  expect(fitted(DRAWN, 8000, 4000)).toEqual(DRAWN);
});

it("a pad that is not yet laid out breaks nothing", () => {
  expect(fitted({ width: 0, height: 0, strokes: [] }, 100, 100).strokes).toEqual([]);
});

it("a stroke runs from its first point to its last, and a dot is drawn", () => {
  expect(pathOf(DRAWN.strokes[0] ?? [])).toMatch(/^M0 0.*L8000 4000$/);
  expect(pathOf(DRAWN.strokes[1] ?? [])).toBe("M4000 2000h0.1");
  expect(pathOf([])).toBe("");
});
