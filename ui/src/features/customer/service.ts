import type { ErrorCode } from "../../ipc/types/ErrorCode";

/** Minutes of a visit, both included. */
const LEAST = 1;
const MOST = 600;

/** A text that is no length of a visit, and why. */
export interface Refused {
  code: ErrorCode;
  detail: Record<string, string | number>;
}

/** The minutes that were typed; empty = those of the settings. Nothing is cut: what does not fit is refused. */
export function serviceMinutes(text: string): number | null | Refused {
  if (text.trim() === "") return null;
  const minutes = Number(text);
  if (!Number.isInteger(minutes)) return { code: "bad_number", detail: {} };
  if (minutes < LEAST || minutes > MOST) {
    return { code: "out_of_range", detail: { value: text, least: LEAST, most: MOST } };
  }
  return minutes;
}
