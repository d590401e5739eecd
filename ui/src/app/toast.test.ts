import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { toast } from "./toast";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.runAllTimers();
  for (const { id } of toast.notes()) toast.close(id);
  vi.useRealTimers();
});

it("a note goes by itself, an error stays until it is closed", () => {
  toast.say("已保存电话");
  toast.error({ code: "disk_full", field: null, detail: {} });
  vi.runAllTimers();
  expect(toast.notes().map(({ error }) => error?.code)).toEqual(["disk_full"]);
});

it("notes of one kind follow each other in one place", () => {
  toast.say("已保存电话", undefined, "saved");
  toast.say("已删除“顺发超市”");
  toast.say("已保存地址", undefined, "saved");
  expect(toast.notes().map(({ text }) => text)).toEqual(["已删除“顺发超市”", "已保存地址"]);
});

it("never covers the screen: three at most", () => {
  for (const text of ["1", "2", "3", "4"]) toast.say(text);
  expect(toast.notes().map(({ text }) => text)).toEqual(["2", "3", "4"]);
});
