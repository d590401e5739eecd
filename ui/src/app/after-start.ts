/**
 * What is done at the start: the visit that was not ended is opened again; once the first screen is there, the daily
 * backup, and word of a database that was set aside.
 */
import { useEffect, useRef } from "react";
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

export function useAfterStart({ folder, set_aside, open_visit }: AppStatus): void {
  const started = useRef(false);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    if (open_visit !== null) navigate(href(["visit", open_visit]), { replace: true });
  }, [open_visit]);

  useEffect(() => {
    if (folder === "none") return;
    const first = setTimeout(backUp, AFTER_START_MS);
    const later = setInterval(backUp, HOUR_MS);
    return () => {
      clearTimeout(first);
      clearInterval(later);
    };
  }, [folder]);

  useEffect(() => {
    if (set_aside !== null) toast.error({ code: "data_damaged", field: null, detail: { path: set_aside } });
  }, [set_aside]);
}
