/**
 * The locked door. Shutting it hides everything at once, tells the core what was still being typed, and then has the core
 * forget the key; from there on the core answers nothing but the lock screen, and the window forgets what was shown.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { call, quiet } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { AppStatus } from "../ipc/types/AppStatus";
import { customerHolds } from "./lock";
import { toast } from "./toast";

const STATUS = ["app.status", {}];
/** What was typed is told to the core within so long; calls that take longer end by themselves. */
const TELLING_MS = 400;
const LONGEST_MS = 2_000;
const TICK_MS = 5_000;
/** Timers stand still while a machine sleeps: one that comes so much too late has slept. */
const SLEPT_MS = 60_000;

let shut = false;
/** The core has locked. */
let closed = false;
let shutting: Promise<void> = Promise.resolve();
const listeners = new Set<() => void>();
/** What holds some of the data outside the screens, and how it lets go of it. */
const forgetting = new Set<() => void>();

function set(next: boolean): void {
  shut = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Everything is hidden, whether or not the core has locked yet. */
export function useShut(): boolean {
  return useSyncExternalStore(subscribe, () => shut);
}

/** `letGo` is called whenever the core has locked. */
export function onLocked(letGo: () => void): void {
  forgetting.add(letGo);
}

/** Lets go of everything that the window holds of the data. The status says that it is locked, and no more. */
function forget(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== STATUS[0] });
  client.getMutationCache().clear();
  for (const note of toast.notes()) if (!note.error) toast.close(note.id);
  for (const one of forgetting) one();
}

/** Mounted once, above the screens: forgets when the core has locked, and again what was still on its way then. */
export function useForgetting(locked: boolean): void {
  const client = useQueryClient();
  // Before the screens below hear that they go.
  useLayoutEffect(() => {
    closed = locked;
    return () => {
      closed = false;
    };
  }, [locked]);
  useEffect(() => {
    if (!locked) return;
    let still = true;
    forget(client);
    void quiet().then(() => still && forget(client));
    return () => {
      still = false;
    };
  }, [client, locked]);
}

/** The screens are hidden, or gone, because of the lock. */
export const isHidden = (): boolean => shut || closed;

/** The core has locked; before that it would take an unlocking for nothing. */
export const whenShut = (): Promise<void> => shutting;

export function useDoor() {
  const client = useQueryClient();
  const show = (status: AppStatus) => client.setQueryData(STATUS, status);
  return {
    /** Locks, unless a customer holds the device or it is locked. */
    shut(): void {
      if (shut || customerHolds()) return;
      // A field saves itself when it is left.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      set(true);
      shutting = lock().then(
        (status) => void show(status),
        (thrown: unknown) => {
          set(false);
          toast.error(asAppError(thrown));
        },
      );
    },
    /** The core is open again: the screen that was left comes back, made anew from the core. */
    open(status: AppStatus): void {
      show(status);
      set(false);
      void client.invalidateQueries();
      setTimeout(() => document.getElementById("content")?.focus());
    },
  };
}

async function lock(): Promise<AppStatus> {
  await new Promise((told) => setTimeout(told, TELLING_MS));
  await Promise.race([quiet(), new Promise((late) => setTimeout(late, LONGEST_MS))]);
  return call("lock.now", {});
}

const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** Mounted once, while a PIN is set and the app is open: locks by Ctrl+L, after an idle time, and after a sleep. */
export function useAutoLock(on: boolean, minutes: number): void {
  const door = useDoor();
  const latest = useRef(door);
  useEffect(() => {
    latest.current = door;
  });
  useEffect(() => {
    if (!on) return;
    let touched = Date.now();
    let ticked = touched;
    const touch = () => {
      touched = Date.now();
    };
    const tick = () => {
      const now = Date.now();
      const slept = now - ticked > TICK_MS + SLEPT_MS;
      ticked = now;
      // A customer who signs is not hurried; the time begins when the device is handed back.
      if (customerHolds()) touched = now;
      if (slept || now - touched >= minutes * 60_000) latest.current.shut();
    };
    const key = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (event.key.toLowerCase() !== "l") return;
      event.preventDefault();
      latest.current.shut();
    };
    const timer = setInterval(tick, TICK_MS);
    for (const name of TOUCHES) addEventListener(name, touch, { capture: true, passive: true });
    addEventListener("keydown", key);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      for (const name of TOUCHES) removeEventListener(name, touch, { capture: true });
      removeEventListener("keydown", key);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [on, minutes]);
}
