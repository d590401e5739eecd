/** Long work that is under way in the core, by job: demo, plan, sheets, import. */
import { useEffect, useSyncExternalStore } from "react";
import { onProgress } from "../ipc/events";
import type { Progress } from "../ipc/types/Progress";

let jobs: readonly Progress[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Progress[]): void {
  jobs = next;
  for (const listener of listeners) listener();
}

export const jobStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  jobs: () => jobs,
  hear(progress: Progress) {
    const others = jobs.filter(({ job }) => job !== progress.job);
    // Done: the last message of a job has done = total.
    set(progress.total > 0 && progress.done >= progress.total ? others : [...others, progress]);
  },
  /** The command has answered, whatever its last message was. */
  ended: (job: string) => set(jobs.filter((other) => other.job !== job)),
};

/** Mounted once. */
export function useProgressEvents(): void {
  useEffect(() => onProgress(jobStore.hear), []);
}

/** How far a job is, null when it is not running. */
export function useJob(job: string): Progress | null {
  const all = useSyncExternalStore(jobStore.subscribe, jobStore.jobs);
  return all.find((one) => one.job === job) ?? null;
}
