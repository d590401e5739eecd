import { renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { holdRoute, href, navigate, readHash, restore, useRoute } from "./router";

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, "", "#");
});

describe("a screen's URL", () => {
  it("comes back as it was written, Chinese and slashes included", () => {
    const url = href(["customer", "中/和 路"], { q: "李记 & 店?", class: ["A", "B"], overdue: true, n: 0 });
    const { path, query } = readHash(url);
    expect(path).toEqual(["customer", "中/和 路"]);
    expect(query.get("q")).toBe("李记 & 店?");
    expect(query.getAll("class")).toEqual(["A", "B"]);
    expect(query.has("overdue")).toBe(true);
    expect(query.get("n")).toBe("0");
  });

  it("leaves out what is not set", () => {
    expect(href(["customer"], { q: "", set: null, overdue: false, class: [] })).toBe("#/customer");
  });

  it("is today's when there is none", () => {
    restore();
    expect(location.hash).toBe("#/today");
  });

  it("survives a mangled percent sign", () => {
    expect(readHash("#/customer/%E4%zz").path[0]).toBe("customer");
  });
});

describe("reopening", () => {
  it("goes where it was left", () => {
    localStorage.setItem("rounds.url", "#/plan/2026-W49");
    restore();
    expect(location.hash).toBe("#/plan/2026-W49");
  });

  it("keeps where it was left, and not the words that were searched for", () => {
    const { unmount } = renderHook(() => useRoute());
    navigate("#/customer/c1/contacts?q=%E7%8E%8B%E8%8A%B3&class=A&overdue=true", { replace: true });
    expect(location.hash).toContain("q=%E7%8E%8B");
    expect(localStorage.getItem("rounds.url")).toBe("#/customer/c1/contacts?class=A&overdue=true");
    unmount();
    // What an earlier version has kept.
    localStorage.setItem("rounds.url", "#/issue?q=13800000000");
    history.replaceState(null, "", "#");
    restore();
    expect([location.hash, localStorage.getItem("rounds.url")]).toEqual(["#/issue", "#/issue"]);
  });

  it("goes where it is asked to", () => {
    localStorage.setItem("rounds.url", "#/plan/2026-W49");
    history.replaceState(null, "", "#/setting");
    restore();
    expect(location.hash).toBe("#/setting");
  });

  it("replacing leaves no step behind", () => {
    const before = history.length;
    navigate("#/customer?q=a", { replace: true });
    expect(history.length).toBe(before);
    expect(location.hash).toBe("#/customer?q=a");
  });
});

describe("while a customer holds the device", () => {
  it("neither a link nor the back gesture leads away, until it is released", async () => {
    location.hash = "#/visit/1";
    const release = holdRoute();
    const stop = renderHook(() => useRoute());
    navigate("#/customer");
    expect(location.hash).toBe("#/visit/1");
    location.hash = "#/today";
    expect(stop.result.current.path).toEqual(["visit", "1"]);
    await vi.waitFor(() => expect(location.hash).toBe("#/visit/1"));
    release();
    navigate("#/customer");
    expect(location.hash).toBe("#/customer");
  });
});
