/** The short notes at the screen's foot. A store of its own, so that anything can say something. */
import type { AppError } from "../ipc/error";

export interface Note {
  id: number;
  text?: string;
  error?: AppError;
  /** Notes of one kind follow each other in the same place: `saved`. */
  kind?: string;
  /** One thing that can be done about it, usually 撤销. */
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6000;
/** An error stays until it is closed or pushed out. */
const MOST = 3;

let notes: readonly Note[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Note[]): void {
  notes = next;
  for (const listener of listeners) listener();
}

function show(note: Omit<Note, "id">): void {
  last += 1;
  const id = last;
  const others = note.kind ? notes.filter(({ kind }) => kind !== note.kind) : notes;
  set([...others, { ...note, id }].slice(-MOST));
  if (!note.error) setTimeout(() => toast.close(id), SHOWN_MS);
}

export const toast = {
  say: (text: string, action?: Note["action"], kind?: string) => show({ text, action, kind }),
  error: (error: AppError) => show({ error }),
  close: (id: number) => set(notes.filter((note) => note.id !== id)),
  notes: () => notes,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};
