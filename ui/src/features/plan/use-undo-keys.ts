import { useEffect } from "react";
import type { PlanBoard } from "../../ipc/types/PlanBoard";

/** Ctrl+Z and Ctrl+Shift+Z, except where a field undoes its own typing. */
export function useUndoKeys(board: PlanBoard | undefined, undo: () => unknown, redo: () => unknown): void {
  const canUndo = board?.can_undo ?? false;
  const canRedo = board?.can_redo ?? false;
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable]"))
        return;
      const key = event.key.toLowerCase();
      const back = key === "z" && !event.shiftKey;
      const forth = (key === "z" && event.shiftKey) || key === "y";
      if (!back && !forth) return;
      event.preventDefault();
      if (back && canUndo) undo();
      if (forth && canRedo) redo();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [canUndo, canRedo, undo, redo]);
}
