import { addWeeks } from "../../text/format";

/** Whether the text names an ISO week that exists, such as `2026-W49`. */
export function isWeek(text: string): boolean {
  return /^\d{4}-W\d{2}$/.test(text) && !text.endsWith("W00") && addWeeks(text, 0) === text;
}
