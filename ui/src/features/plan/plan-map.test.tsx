import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { textFor } from "../../text";
import { PlanMap } from "./plan-map";
import { roundsOf } from "./rounds";
import { someBoard } from "../../parts/testing";

const MONDAY = "2026-11-30";
const TUESDAY = "2026-12-01";
const START = { lat_e7: 311000000, lng_e7: 1211000000 };
const END = { lat_e7: 312000000, lng_e7: 1212000000 };

/** Everyone stands at one place. */
function placed(ids: string[][]): PlanBoard {
  const board = someBoard(ids);
  const days = board.days.map((day) => ({
    ...day,
    visits: day.visits.map((visit) => ({
      ...visit,
      customer: { ...visit.customer, lat_e7: 310000000, lng_e7: 1210000000 },
    })),
  }));
  return { ...board, days, start_lat_e7: START.lat_e7, start_lng_e7: START.lng_e7 };
}

const drawn = (board: PlanBoard, lit: string | null, hidden: string[]) =>
  roundsOf(board, lit, hidden, textFor("zh"));

it("each day is drawn with its order from the start point back to it, or to an end point of its own", () => {
  const board = placed([["a", "b"], ["c"]]);
  const { places, lines } = drawn(board, null, []);
  expect(places.map(({ id, mark, day }) => [id, mark, day])).toEqual([
    ["start", undefined, undefined],
    ["a", "1", 1],
    ["b", "2", 1],
    ["c", "1", 2],
  ]);
  expect(lines.map(({ id, places: way }) => [id, way.length, way.at(-1)])).toEqual([
    [MONDAY, 4, START],
    [TUESDAY, 3, START],
  ]);
  const home = drawn({ ...board, end_lat_e7: END.lat_e7, end_lng_e7: END.lng_e7 }, null, []);
  expect(home.places.map(({ id }) => id)).toContain("end");
  expect(home.lines[0]?.places.at(-1)).toEqual(END);
});

it("a hidden day is left out, and the lit one stands out", () => {
  const board = placed([["a"], ["b"]]);
  expect(drawn(board, null, [MONDAY]).places.map(({ id }) => id)).toEqual(["start", "b"]);
  expect(drawn(board, TUESDAY, []).lines.map(({ id, dim }) => [id, dim])).toEqual([
    [MONDAY, true],
    [TUESDAY, false],
  ]);
  expect(drawn(board, MONDAY, [MONDAY]).lines.map(({ dim }) => dim)).toEqual([false]);
});

it("who has no position is not drawn, and the way goes past", () => {
  const { places, lines } = drawn(someBoard([["a"]]), null, []);
  expect([places, lines]).toEqual([[], []]);
});

it("the legend tells each day's visits, distance and time, and hides and shows days", async () => {
  const user = userEvent.setup();
  render(<PlanMap board={placed([["a", "b"], ["c"]])} lit={null} selected={null} onOpen={() => undefined} />);
  const monday = screen.getByRole("button", { name: "周一 2 家 · 2.0 公里 · 10 分钟" });
  expect(screen.queryByRole("button", { name: "全部显示" })).toBeNull();
  await user.click(monday);
  expect(monday.getAttribute("aria-pressed")).toBe("false");
  await user.click(screen.getByRole("button", { name: "全部显示" }));
  expect(monday.getAttribute("aria-pressed")).toBe("true");
});
