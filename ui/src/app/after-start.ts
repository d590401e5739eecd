/**
 * What is done at the start: the visit that was not ended is opened again; once the first screen is there, the daily
 * backup.
 */
import { useEffect, useRef, useState } from "react";
import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { AppStatus } from "../ipc/types/AppStatus";
import { href, navigate } from "./router";
import { toast } from "./toast";

const AFTER_START_MS = 5_000;
const HOUR_MS = 3_600_000;

/** The core skips the backup when one of today is there. */
function backUp(): void {
  call("backup.daily", {}).catch((thrown: unknown) => toast.error(asAppError(thrown)));
}

/**
 * Once for every start, as soon as the core is open: false until the app is back where it was. What a customer holds
 * shows nothing else meanwhile.
 */
export function useReopened(status: AppStatus | undefined): boolean {
  const started = useRef(false);
  const [back, setBack] = useState(false);
  const open = status !== undefined && !status.lock.locked;
  const visit = status?.in_hand ?? status?.open_visit ?? null;
  useEffect(() => {
    if (!open || started.current) return;
    started.current = true;
    if (visit !== null) navigate(href(["visit", visit]), { replace: true });
    setBack(true);
  }, [open, visit]);
  return back || (open && status.in_hand === null);
}

/** While the folder is open. */
export function useDailyBackup({ folder }: AppStatus): void {
  useEffect(() => {
    if (folder === "none") return;
    const first = setTimeout(backUp, AFTER_START_MS);
    const later = setInterval(backUp, HOUR_MS);
    return () => {
      clearTimeout(first);
      clearInterval(later);
    };
  }, [folder]);
}
