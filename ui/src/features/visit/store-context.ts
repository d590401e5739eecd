/** The draft of the visit on screen. Each field hears of its own answers only: a keystroke redraws one field. */
import { createContext, useContext, useState, useSyncExternalStore } from "react";
import type { AppError } from "../../ipc/types/AppError";
import type { LastVisit } from "../../ipc/types/LastVisit";
import type { VisitDraft } from "../../ipc/types/VisitDraft";
import type { Bag } from "./draft";
import type { DraftStore } from "./draft-store";

interface Held {
  store: DraftStore;
  last: LastVisit | null;
}

export const VisitContext = createContext<Held | null>(null);

function useHeld(): Held {
  const held = useContext(VisitContext);
  if (!held) throw new Error("a field outside its visit");
  return held;
}

export const useStore = (): DraftStore => useHeld().store;
export const useLast = (): LastVisit | null => useHeld().last;

/** One thing of the draft; `pick` must give the same thing while nothing changed. */
export function useDraft<T>(pick: (draft: VisitDraft) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => pick(store.draft));
}

/** Makes a reader that gives the same object as long as the named answers are the same. */
function reader(names: readonly string[]) {
  let held: Record<string, unknown> = {};
  return (answers: Record<string, unknown>) => {
    if (names.some((name) => held[name] !== answers[name])) {
      held = Object.fromEntries(names.map((name) => [name, answers[name]]));
    }
    return held;
  };
}

/** The named answers; the names do not change while a field is shown. */
export function useAnswers(bag: Bag, names: readonly string[]): Record<string, unknown> {
  const [read] = useState(() => reader(names));
  return useDraft((draft) => read(draft[bag]));
}

/** What is wrong with a field, by its path: `feedback[0].content`. */
export function useProblem(path: string): AppError | null {
  const store = useStore();
  const found = useSyncExternalStore(store.subscribe, () => {
    const problem = store.check?.problems.find(({ field }) => field === path);
    return problem ? JSON.stringify(problem) : null;
  });
  return found === null ? null : (JSON.parse(found) as AppError);
}
