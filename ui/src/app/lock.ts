/**
 * While a customer holds the device nothing else can be reached: the frame hides, links and the back gesture lead
 * nowhere, and notes that offer something to do go.
 */
import { useEffect, useSyncExternalStore } from "react";
import { holdRoute } from "./router";
import { toast } from "./toast";

let locked = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  locked = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function useLocked(): boolean {
  return useSyncExternalStore(subscribe, () => locked);
}

/** A customer holds the device just now. */
export const customerHolds = (): boolean => locked;

/** Locks the app to the screen that calls it, for as long as it is shown. */
export function useLock(): void {
  useEffect(() => {
    const release = holdRoute();
    for (const note of toast.notes()) if (note.action) toast.close(note.id);
    set(true);
    return () => {
      release();
      set(false);
    };
  }, []);
}
