import { renderHook } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { answering } from "../ipc/testing";
import { useDailyBackup, useReopened } from "./after-start";
import { someStatus } from "./testing";

afterEach(() => vi.useRealTimers());

it("the first backup comes after the first screen, the next ones by the hour", () => {
  vi.useFakeTimers();
  const asked = answering({ "backup.daily": () => null });
  renderHook(() => useDailyBackup(someStatus()));
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(6_000);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(3_600_000);
  expect(asked).toHaveLength(2);
});

it("what a customer held is shown again before anything else", () => {
  location.hash = "#/customer";
  const shown: boolean[] = [];
  renderHook(() => shown.push(useReopened(someStatus({ folder: "none", in_hand: "v1" }))));
  expect(shown).toEqual([false, true]);
  expect(location.hash).toBe("#/visit/v1");
});
