import { createContext, useContext } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";

export const StatusContext = createContext<AppStatus | null>(null);

/** Today, the weeks, the settings, who works here. Only inside the opened app. */
export function useStatus(): AppStatus {
  const status = useContext(StatusContext);
  if (!status) throw new Error("useStatus outside the opened app");
  return status;
}
