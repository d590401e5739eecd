import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { inSight, toast } from "./toast";

beforeEach(() => {
  vi.useFakeTimers();
});

const full = { code: "disk_full", field: null, detail: {} } as const;

afterEach(() => {
  toast.hold(false);
  vi.runAllTimers();
  for (const { id } of toast.notes()) toast.close(id);
  vi.useRealTimers();
});

it("a note goes by itself, an error stays until it is closed", () => {
  toast.say("已保存电话");
  toast.error(full);
  vi.runAllTimers();
  expect(toast.notes().map(({ error }) => error?.code)).toEqual(["disk_full"]);
});

it("notes of one kind follow each other in one place", () => {
  toast.say("已保存电话", undefined, "saved");
  toast.say("已删除“顺发超市”");
  toast.say("已保存地址", undefined, "saved");
  expect(toast.notes().map(({ text }) => text)).toEqual(["已删除“顺发超市”", "已保存地址"]);
});

it("never covers the screen: two at most, and the same words once", () => {
  for (const text of ["1", "2", "3", "3"]) toast.say(text);
  expect(toast.notes().map(({ text }) => text)).toEqual(["2", "3"]);
});

it("does not follow into another screen, unless it came with the change or is an error", () => {
  toast.at("customer");
  toast.say("已保存电话");
  toast.error(full);
  vi.advanceTimersByTime(3000);
  toast.at("customer");
  expect(toast.notes()).toHaveLength(2);
  toast.say("已删除“顺发超市”");
  toast.at("today");
  expect(toast.notes().map(({ text, error }) => text ?? error?.code)).toEqual([
    "disk_full",
    "已删除“顺发超市”",
  ]);
});

it("the same error takes the place of its former one", () => {
  toast.error(full);
  toast.error({ code: "cannot_write", field: null, detail: { path: "D:\\" } });
  toast.error({ ...full });
  toast.error({ code: "cannot_write", field: null, detail: { path: "E:\\" } });
  expect(toast.notes().map(({ error }) => error?.detail.path ?? error?.code)).toEqual([
    "D:\\",
    "disk_full",
    "E:\\",
  ]);
});

it("no note and no other error pushes an error out before it is read", () => {
  for (const path of ["1", "2", "3"]) toast.error({ code: "cannot_write", field: null, detail: { path } });
  toast.say("已保存电话");
  toast.error(full);
  const { shown, waiting } = inSight(toast.notes());
  expect([shown.length, waiting]).toEqual([2, 2]);
  expect(shown.at(-1)?.error?.code).toBe("disk_full");
  const newest = shown.at(-1)?.id ?? 0;
  toast.close(newest);
  expect(inSight(toast.notes()).shown.map(({ error }) => error?.detail.path)).toEqual(["2", "3"]);
});

it("nothing goes while someone reads it", () => {
  toast.say("已保存电话");
  toast.hold(true);
  toast.say("已保存地址");
  vi.advanceTimersByTime(60_000);
  expect(toast.notes()).toHaveLength(2);
  toast.hold(false);
  vi.advanceTimersByTime(60_000);
  expect(toast.notes()).toEqual([]);
});

it("what offers to undo a step goes once that step is undone, and no other note", () => {
  const undo = { label: "撤销", run: () => undefined };
  toast.say("店甲 移到周二", { ...undo, step: "a" });
  toast.say("店乙 已推迟", undo);
  toast.stepBack("a");
  expect(toast.notes().map(({ text }) => text)).toEqual(["店甲 移到周二", "店乙 已推迟"]);
  toast.stepBack(null);
  expect(toast.notes().map(({ text }) => text)).toEqual(["店乙 已推迟"]);
});
