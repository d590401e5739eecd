/** Files dropped anywhere in the window, until the screen that works on them takes them. */
import { useEffect, useState } from "react";
import { href, navigate } from "./router";

let waiting: File[] = [];
const listeners = new Set<() => void>();

export const dropped = {
  give(files: readonly File[]) {
    waiting = [...waiting, ...files];
    for (const listener of listeners) listener();
  },
  /** Takes them away: a second asker gets nothing. */
  take(): File[] {
    const files = waiting;
    waiting = [];
    return files;
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function isPaper({ type, name }: File): boolean {
  return type.startsWith("image/") || type === "application/pdf" || /\.(jpe?g|png|pdf)$/i.test(name);
}

/**
 * Mounted once: pictures and PDFs that no drop place of the screen takes are signed paper. Tells whether files are held
 * over the window just now.
 */
export function useDroppedPaper(enabled: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!enabled) return undefined;
    const onOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      setOver(!event.defaultPrevented);
      // Else the window would leave the app and show the file.
      event.preventDefault();
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (event.defaultPrevented || !holdsFiles(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])].filter(isPaper);
      if (files.length === 0) return;
      dropped.give(files);
      navigate(href(["scan"]));
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, [enabled]);
  return enabled && over;
}
