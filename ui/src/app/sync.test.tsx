import { act, render } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { answering } from "../ipc/testing";
import type { SyncStatus } from "../ipc/types/SyncStatus";
import { useAutoSync } from "./sync";
import { Opened, someStatus } from "./testing";
import { toast } from "./toast";

const ACCOUNT = {
  server: "https://hq.example.cn",
  user: "1001",
  territory_code: "CX03",
  signed_in: true,
  to_follow: false,
};

function Auto({ on }: { on: boolean }) {
  const status = someStatus();
  useAutoSync({ ...status, settings: { ...status.settings, sync_auto: on } });
  return null;
}

afterEach(() => vi.useRealTimers());

/** How often a sync was asked for in so long. */
async function syncs(ms: number, { on = true, signed = true, later = () => {} } = {}): Promise<number> {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const status = { account: { ...ACCOUNT, signed_in: signed } } as SyncStatus;
  const asked = answering({ "sync.status": () => status });
  const { unmount } = render(
    <Opened>
      <Auto on={on} />
    </Opened>,
  );
  await act(() => vi.advanceTimersByTimeAsync(ms));
  later();
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  unmount();
  return asked.filter(({ name }) => name === "sync.run").length;
}

it("it syncs by itself after the start and every quarter of an hour, and a failure is no alarm", async () => {
  // The core of this test knows no sync: every attempt fails.
  expect(await syncs(31 * 60_000)).toBe(3);
  expect(toast.notes()).toEqual([]);
});

it("it syncs when the network comes back", async () => {
  expect(await syncs(1_000, { later: () => dispatchEvent(new Event("online")) })).toBe(1);
});

it("it leaves headquarters alone where that is switched off or a password would be needed", async () => {
  expect(await syncs(31 * 60_000, { on: false })).toBe(0);
  expect(await syncs(31 * 60_000, { signed: false })).toBe(0);
});
