import { href } from "../../app/router";
import type { VisitScreen } from "../../ipc/types/VisitScreen";

/** Where one goes from a visit that is over: to the next stop of today's round, or to 今日. */
export function onwards({ record, next_stop }: VisitScreen, today: string): string {
  return href(["today"], { stop: record.date === today ? next_stop : null });
}
