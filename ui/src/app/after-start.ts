/** What is done once the first screen is there: the daily backup, and word of a database that was set aside. */
import { useEffect } from "react";
import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { AppStatus } from "../ipc/types/AppStatus";
import { toast } from "./toast";

const AFTER_START_MS = 5_000;
const HOUR_MS = 3_600_000;

/** The core skips the backup when one of today is there. */
function backUp(): void {
  call("backup.daily", {}).catch((thrown: unknown) => toast.error(asAppError(thrown)));
}

export function useAfterStart({ folder, set_aside }: AppStatus): void {
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
