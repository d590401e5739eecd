/**
 * Syncing from the screens. One at a time, behind whatever is being done; `asked` by a press, or `quiet` by itself, where
 * a failure is no alarm: the chip's words tell of it.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { call } from "../ipc/call";
import type { AppStatus } from "../ipc/types/AppStatus";
import type { SyncStatus } from "../ipc/types/SyncStatus";
import { useReading } from "./data";
import { jobStore } from "./job";

const KEY = ["sync.status", {}];
/** After the start, when the first screen is there. */
const SOON_MS = 8_000;
const EVERY_MS = 15 * 60_000;

let running = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  running = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Syncs, unless a sync is under way. What kept it from its end is kept by the core, and is in the status. */
async function sync(client: QueryClient, password: string | null): Promise<void> {
  if (running) return;
  set(true);
  try {
    client.setQueryData(KEY, await call("sync.run", { password }));
  } catch {
    void client.invalidateQueries({ queryKey: ["sync.status"] });
  } finally {
    jobStore.ended("sync");
    set(false);
  }
}

/** A sync was begun from here, or by somebody else at the same data. */
export function useSyncing(): boolean {
  return useSyncExternalStore(subscribe, () => running);
}

/** Where the open folder stands towards headquarters; undefined until it is known. The demo never speaks to any. */
export function useSyncStatus(folder: AppStatus["folder"]): SyncStatus | undefined {
  return useReading("sync.status", {}, { enabled: folder === "own" }).data;
}

/** Begins a sync, with the password where the session has ended. */
export function useSync(): (password: string | null) => void {
  const client = useQueryClient();
  return (password) => void sync(client, password);
}

/** A sync goes without anybody typing a password. */
export const signedIn = ({ account }: SyncStatus): boolean =>
  account !== null && account.signed_in && !account.to_follow;

/** Mounted once: syncs after the start, when the network comes back, and every quarter of an hour while there is one. */
export function useAutoSync({ folder, settings }: AppStatus): void {
  const client = useQueryClient();
  const status = useSyncStatus(folder);
  const on = settings.sync_auto && status !== undefined && signedIn(status);
  useEffect(() => {
    if (!on) return;
    const attempt = () => {
      if (navigator.onLine) void sync(client, null);
    };
    const first = setTimeout(attempt, SOON_MS);
    const every = setInterval(attempt, EVERY_MS);
    addEventListener("online", attempt);
    return () => {
      clearTimeout(first);
      clearInterval(every);
      removeEventListener("online", attempt);
    };
  }, [client, on]);
}

function watchNetwork(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}

/** The device believes that it has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(watchNetwork, () => navigator.onLine);
}
