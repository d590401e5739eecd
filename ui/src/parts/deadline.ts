// Where a deadline stands, in words. Times are UTC milliseconds; `now` is the caller's.
import type { Deadline } from "../ipc/types/Deadline";
import type { IssueSummary } from "../ipc/types/IssueSummary";
import type { Text } from "../text";
import { daysBetween } from "../text/format";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type DeadlineTone = "plain" | "due" | "overdue";

export interface DeadlineWords {
  words: string;
  tone: DeadlineTone;
}

/** `逾期 1 天`, `还剩 5 小时`, `日落前`; red only when overdue, amber on the day itself. */
export function deadlineWords({ kind, due_at, met_at }: Deadline, now: number, t: Text): DeadlineWords {
  const words = t.issue.due;
  if (met_at !== null) {
    return met_at < due_at + MINUTE
      ? { words: words.met, tone: "plain" }
      : { words: words.metLate(late(met_at - due_at, t)), tone: "plain" };
  }
  const left = due_at - now;
  // Under a minute is no lateness that anyone could have met: an urgent problem is due as it is written down.
  if (left <= -MINUTE) return { words: late(-left, t), tone: "overdue" };
  const today = t.format.dayOf(due_at) === t.format.dayOf(now);
  if (left < MINUTE) return { words: words.now, tone: "due" };
  if (left < HOUR) return { words: words.minutes(Math.floor(left / MINUTE)), tone: "due" };
  if (kind === "sunset" && today) return { words: words.sunset, tone: "due" };
  if (left < DAY) return { words: words.hours(Math.floor(left / HOUR)), tone: today ? "due" : "plain" };
  return {
    words: words.days(daysBetween(t.format.dayOf(now), t.format.dayOf(due_at))),
    tone: "plain",
  };
}

function late(ms: number, t: Text): string {
  const words = t.issue.due;
  if (ms < HOUR) return words.lateMinutes(Math.floor(ms / MINUTE));
  if (ms < DAY) return words.lateHours(Math.floor(ms / HOUR));
  return words.lateDays(Math.floor(ms / DAY));
}

/** The open deadline that presses most: the first that falls due. */
export function pressing(deadlines: readonly Deadline[]): Deadline | null {
  return deadlines.filter(({ met_at }) => met_at === null).toSorted((a, b) => a.due_at - b.due_at)[0] ?? null;
}

/** What is owed and until when, as a row says it: `答复 · 日落前`. */
export function owed({ deadlines }: Pick<IssueSummary, "deadlines">, now: number, t: Text) {
  const first = pressing(deadlines);
  if (!first) return null;
  const stands = deadlineWords(first, now, t);
  return { ...stands, what: t.issue.due.owed[first.kind], kind: first.kind };
}

/** The number in a text such as `张主任 0513-8123 4567`, as a telephone takes it; null where there is none. */
export function phoneIn(text: string): string | null {
  const found = /\+?\d[\d\s-]{5,}\d/.exec(text)?.[0].replace(/[^\d+]/g, "");
  return found && found.length >= 7 ? found : null;
}
