/** The short notes at the screen's foot. A store of its own, so that anything can say something. */
import type { AppError } from "../ipc/error";

export interface Note {
  id: number;
  text?: string;
  error?: AppError;
  /** Notes of one kind follow each other in the same place: `saved`. */
  kind?: string;
  /** When it was said, on the page's own clock. */
  at: number;
  /** One thing that can be done about it, usually 撤销; of a board's `step`, as long as that is not undone. */
  action?: { label: string; run: () => void; step?: string };
}

const SHOWN_MS = 6000;
/** As many are drawn; errors beyond that wait until one is closed. */
const MOST = 2;
/** What was said so shortly before the screen changed belongs to what brought the change about. */
const JUST_MS = 1000;

let notes: readonly Note[] = [];
let last = 0;
let held = false;
let screen = "";
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const listeners = new Set<() => void>();

function set(next: readonly Note[]): void {
  notes = next;
  for (const [id, timer] of timers) {
    if (!notes.some((note) => note.id === id)) {
      clearTimeout(timer);
      timers.delete(id);
    }
  }
  for (const listener of listeners) listener();
}

/** A note goes by itself; an error stays until it is closed. */
function count(note: Note): void {
  if (!note.error)
    timers.set(
      note.id,
      setTimeout(() => toast.close(note.id), SHOWN_MS),
    );
}

function show(note: Omit<Note, "id" | "at">): void {
  last += 1;
  const shown = { ...note, id: last, at: performance.now() };
  const same = (other: Note) => (note.kind ? other.kind === note.kind : other.text === note.text);
  const others = notes.filter((other) => !same(other));
  // Notes give way to what comes later; errors only to the same error.
  const room = Math.max(0, MOST - 1 - others.filter(({ error }) => error).length);
  const plain = others.filter(({ error }) => !error);
  const pushed = new Set(plain.slice(0, Math.max(0, plain.length - room)));
  set([...others.filter((other) => !pushed.has(other)), shown]);
  if (!held) count(shown);
}

export const toast = {
  say: (text: string, action?: Note["action"], kind?: string) => show({ text, action, kind }),
  /** The same error replaces its former one. `text`: where the place knows better words than the code's sentence. */
  error(error: AppError, text?: string) {
    // The lock screen says it, and what was refused is tried again behind it.
    if (error.code === "locked") return;
    show({ error, text, kind: `error ${JSON.stringify([error.code, error.field, error.detail])}` });
  },
  close: (id: number) => set(notes.filter((note) => note.id !== id)),
  /** The latest step is now this one: what offered to undo another is gone, or lies under it. */
  stepBack(to: string | null) {
    set(notes.filter(({ action }) => action?.step === undefined || action.step === to));
  },
  /** Another screen: what was said on the one before goes with it, errors stay. */
  at(now: string) {
    if (screen === now) return;
    screen = now;
    const before = performance.now() - JUST_MS;
    set(notes.filter(({ error, at }) => error || at > before));
  },
  /** While someone is reading (the pointer or the focus is there), nothing goes. */
  hold(reading: boolean) {
    if (held === reading) return;
    held = reading;
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    if (!held) notes.forEach(count);
  },
  notes: () => notes,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** The notes there is room for, and how many errors wait behind them. */
export function inSight(all: readonly Note[]): { shown: readonly Note[]; waiting: number } {
  return { shown: all.slice(-MOST), waiting: Math.max(0, all.length - MOST) };
}
