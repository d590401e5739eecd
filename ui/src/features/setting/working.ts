// When working time makes no sense.
import type { WorkingTime } from "../../ipc/types/WorkingTime";

export type Fault = { kind: "order"; weekday: number } | { kind: "lunch_order" } | { kind: "lunch_short" };

/** The first thing that cannot be, or null. Weekdays count from 1 = Monday. */
export function faultOf(time: WorkingTime): Fault | null {
  const at = time.weekdays.findIndex(({ from_min, to_min }) => to_min < from_min);
  if (at >= 0) return { kind: "order", weekday: at + 1 };
  if (time.lunch) {
    const room = time.lunch.to_min - time.lunch.from_min;
    if (room <= 0) return { kind: "lunch_order" };
    if (room < time.lunch_min) return { kind: "lunch_short" };
  }
  return null;
}

/** A whole number within the bounds, or null. Takes full-width digits. */
export function readWhole(text: string, from: number, to: number): number | null {
  const plain = text.trim().replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10));
  if (!/^\d{1,6}$/.test(plain)) return null;
  const value = Number(plain);
  return value >= from && value <= to ? value : null;
}

/** km/h from metres a minute. */
export function kmPerHour(speed: number): number {
  return Math.round((speed * 60) / 1000);
}

/** Metres a minute from km/h. */
export function metresPerMinute(speed: number): number {
  return Math.round((speed * 1000) / 60);
}
