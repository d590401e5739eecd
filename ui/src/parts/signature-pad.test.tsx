import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Strokes } from "../ipc/types/Strokes";
import { SignaturePad } from "./signature-pad";

// What jsdom leaves out: a canvas with a size and something to draw on.
const PEN = new Proxy({}, { get: () => () => undefined, set: () => true });
HTMLCanvasElement.prototype.getContext = (() => PEN) as never;
let width = 400;
let height = 200;
Object.defineProperty(HTMLCanvasElement.prototype, "clientWidth", { get: () => width });
Object.defineProperty(HTMLCanvasElement.prototype, "clientHeight", { get: () => height });

afterEach(() => vi.unstubAllGlobals());

const down = (x: number, y: number) =>
  fireEvent.mouseDown(screen.getByRole("img"), { clientX: x, clientY: y, buttons: 1 });
const move = (x: number, y: number) => fireEvent.mouseMove(window, { clientX: x, clientY: y, buttons: 1 });
const up = (x: number, y: number) => fireEvent.mouseUp(window, { clientX: x, clientY: y, buttons: 0 });

/** Sizes are told of when the test says so, as the window does a frame later. */
function sizesToldLate(): () => void {
  const told: (() => void)[] = [];
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(tell: () => void) {
        told.push(tell);
      }
      observe() {}
      disconnect() {}
    },
  );
  return () => act(() => told.at(-1)?.());
}

it("that has become smaller just before the pen comes down does not cut the stroke", () => {
  const tell = sizesToldLate();
  const kept: Strokes[] = [];
  render(
    <SignaturePad value={null} onChange={(strokes) => kept.push(strokes)} dynamics={false} label="pad" />,
  );
  [width, height] = [400, 160];
  fireEvent.pointerDown(screen.getByRole("img"));
  down(20, 20);
  tell();
  move(80, 60);
  move(140, 90);
  up(200, 100);
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({ width: 4000, height: 1600 });
  expect(kept[0]?.strokes[0]?.length).toBeGreaterThan(2);
  [width, height] = [400, 200];
});

it("turned in the middle of a stroke keeps what was drawn of it, and takes the next stroke", () => {
  const tell = sizesToldLate();
  const kept: Strokes[] = [];
  render(
    <SignaturePad value={null} onChange={(strokes) => kept.push(strokes)} dynamics={false} label="pad" />,
  );
  down(20, 20);
  move(80, 60);
  move(140, 90);
  [width, height] = [200, 400];
  tell();
  expect(kept.at(-1)).toMatchObject({ width: 4000, height: 2000 });
  expect(kept.at(-1)?.strokes).toHaveLength(1);
  // The finger still lies there and is lifted on the turned pad.
  up(150, 100);
  down(40, 200);
  move(90, 240);
  up(150, 260);
  expect(kept.at(-1)).toMatchObject({ width: 2000, height: 4000 });
  expect(kept.at(-1)?.strokes).toHaveLength(2);
});

it("that is drawn on after a restart goes on in its own time", () => {
  const points = [
    { x: 100, y: 100, pressure: 500, at: 0 },
    { x: 900, y: 700, pressure: 500, at: 900 },
  ];
  const kept: Strokes[] = [];
  const before = { width: 4000, height: 2000, strokes: [points] };
  render(<SignaturePad value={before} onChange={(strokes) => kept.push(strokes)} dynamics label="pad" />);
  down(40, 60);
  move(90, 90);
  up(120, 100);
  const [first, second] = kept.at(-1)?.strokes ?? [];
  expect(first?.map(({ at }) => at)).toEqual([0, 900]);
  for (const { at } of second ?? []) {
    expect(at).toBeGreaterThanOrEqual(900);
    expect(at).toBeLessThan(60_000);
  }
});
