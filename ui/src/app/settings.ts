import { useQueryClient } from "@tanstack/react-query";
import { useStatus } from "./status";
import { toast } from "./toast";
import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { AppStatus } from "../ipc/types/AppStatus";
import type { Settings } from "../ipc/types/Settings";

const KEY = ["app.status", {}];

/** The settings, and how to change one: seen at once, taken back if the core refuses. */
export function useSettings() {
  const client = useQueryClient();
  const { settings } = useStatus();
  const show = (next: Settings) =>
    client.setQueryData<AppStatus>(KEY, (status) => status && { ...status, settings: next });
  return {
    settings,
    async change(part: Partial<Settings>): Promise<void> {
      const next = { ...settings, ...part };
      show(next);
      try {
        show(await call("settings.save", next));
      } catch (thrown) {
        show(settings);
        toast.error(asAppError(thrown));
      }
    },
  };
}
