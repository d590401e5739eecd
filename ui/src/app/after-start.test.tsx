import { renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { answering } from "../ipc/testing";
import { useAfterStart } from "./after-start";
import { someStatus } from "./testing";
import { toast } from "./toast";

const ASIDE = "/data/rounds.db.damaged-20261126";

afterEach(() => {
  vi.useRealTimers();
  for (const { id } of toast.notes()) toast.close(id);
});

it("a database that was set aside is told of once, with the place where it lies", () => {
  const { rerender } = renderHook(() => useAfterStart(someStatus({ folder: "none", set_aside: ASIDE })));
  rerender();
  expect(toast.notes().map(({ error }) => error)).toEqual([
    { code: "data_damaged", field: null, detail: { path: ASIDE } },
  ]);
});

it("a start without damage says nothing", () => {
  renderHook(() => useAfterStart(someStatus({ folder: "none" })));
  expect(toast.notes()).toEqual([]);
});

it("the first backup comes after the first screen, the next ones by the hour", () => {
  vi.useFakeTimers();
  const asked = answering({ "backup.daily": () => null });
  renderHook(() => useAfterStart(someStatus()));
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(6_000);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(3_600_000);
  expect(asked).toHaveLength(2);
});

it("what a customer held is shown again before anything else", () => {
  location.hash = "#/customer";
  const shown: boolean[] = [];
  renderHook(() => shown.push(useAfterStart(someStatus({ folder: "none", in_hand: "v1" }))));
  expect(shown).toEqual([false, true]);
  expect(location.hash).toBe("#/visit/v1");
});
