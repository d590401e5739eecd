import { configure, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { App } from "./app";
import { someStatus } from "./testing";

// The screens are chunks of their own, and the first of them takes a while to come.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

/** Commands that ask for one thing by the id in the address. */
const BY_ID = /(customer|visit|issue|timeline)\.get$/;

beforeEach(() => {
  globalThis.fetch = async (url) =>
    String(url).endsWith("app.status")
      ? Response.json(someStatus({ folder: "demo" }))
      : Response.json(
          { code: BY_ID.test(String(url)) ? "bad_arguments" : "internal", field: null, detail: {} },
          { status: 400 },
        );
});

it.each([
  ["#/plan/2026-W55", "没有“2026-W55”这一周", "去下周"],
  ["#/plan/xyz", "没有“xyz”这一周", "去下周"],
  ["#/visit/zzz", "这次拜访已不存在", "回到今日"],
  ["#/nowhere", "没有这个页面", "回到今日"],
  ["#/toString", "没有这个页面", "回到今日"],
  ["#/lock", "没有这个页面", "回到今日"],
])("%s says in one sentence that it leads nowhere, and leads back", async (address, said, back) => {
  location.hash = address;
  render(<App />);
  expect(await screen.findByRole("heading", { level: 1, name: said })).toBeTruthy();
  expect(screen.getByRole("link", { name: back })).toBeTruthy();
  expect(screen.queryByText(/诊断包/)).toBeNull();
});
