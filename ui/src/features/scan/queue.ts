/** The files being read, one after another; they go on while another screen is shown. */
import { useSyncExternalStore } from "react";
import { onLocked } from "../../app/door";
import { call } from "../../ipc/call";
import { type AppError, asAppError } from "../../ipc/error";
import type { ScanResult } from "../../ipc/types/ScanResult";

export interface Reading {
  key: number;
  name: string;
  state: "waits" | "reads" | "done" | "failed" | "stopped";
  result?: ScanResult;
  error?: AppError;
}

/** The job under which the core tells how far it is, and by which it is stopped. */
export const JOB = "scan";

let all: readonly Reading[] = [];
let last = 0;
let running = false;
const files = new Map<number, File>();
const listeners = new Set<() => void>();

function set(next: readonly Reading[]): void {
  all = next;
  for (const listener of listeners) listener();
}

function change(key: number, part: Partial<Reading>): void {
  set(all.map((one) => (one.key === key ? { ...one, ...part } : one)));
}

async function read({ key, name }: Reading): Promise<void> {
  const file = files.get(key);
  files.delete(key);
  if (!file) return;
  change(key, { state: "reads" });
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    change(key, { state: "done", result: await call("scan.add", { file_name: name }, bytes) });
  } catch (thrown) {
    const error = asAppError(thrown);
    change(key, error.code === "cancelled" ? { state: "stopped" } : { state: "failed", error });
  }
}

async function run(): Promise<void> {
  if (running) return;
  running = true;
  for (let next = first(); next; next = first()) await read(next);
  running = false;
}

const first = () => all.find(({ state }) => state === "waits");

// What was found stands in the core's own list.
onLocked(() => set(all.filter(({ state }) => state !== "done")));

export const queue = {
  add(given: readonly File[]) {
    const added = given.map((file): Reading => {
      last += 1;
      files.set(last, file);
      return { key: last, name: file.name, state: "waits" };
    });
    set([...all, ...added]);
    void run();
  },
  /** Leaves what waits unread, and asks the core to stop the one it is at. */
  stop() {
    files.clear();
    set(all.map((one) => (one.state === "waits" ? { ...one, state: "stopped" } : one)));
    call("job.cancel", { job: JOB }).catch(() => undefined);
  },
  /** Takes what is over off the list. */
  clear: () => set(all.filter(({ state }) => state === "waits" || state === "reads")),
  readings: () => all,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

export function useQueue(): readonly Reading[] {
  return useSyncExternalStore(queue.subscribe, queue.readings);
}
