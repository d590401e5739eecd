// Why a week could be adjusted, in words.
import type { RepairCause } from "../../ipc/types/RepairCause";
import type { Text } from "../../text";

export function causeWords({ kind, customer, date }: RepairCause, t: Text): string {
  const words = t.plan.repair.causes;
  const name = customer?.name ?? "";
  const day = date ? t.format.dateDay(date) : "";
  switch (kind) {
    case "missed":
      return words.missed(name, day);
    case "day_lost":
      return words.day_lost(day);
    case "hours_broken":
      return words.hours_broken(name, day);
    case "urgent_issue":
      return words.urgent_issue(name);
    case "not_open":
      return words.not_open(name);
  }
}

const KEPT = "rounds.plan.quiet";
/** As many are remembered: more than a week can ask. */
const MOST = 60;

/** What was asked about and declined, by week; asked once, it is not asked again. */
export function quietCauses(week: string): string[] {
  const all: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
  const own = `${week} `;
  return (Array.isArray(all) ? all : [])
    .filter((one): one is string => typeof one === "string" && one.startsWith(own))
    .map((one) => one.slice(own.length));
}

export function keepQuiet(week: string, causes: readonly RepairCause[]): void {
  const all = JSON.parse(localStorage.getItem(KEPT) ?? "[]") as string[];
  const next = [...all, ...causes.map((cause) => `${week} ${causeKey(cause)}`)].slice(-MOST);
  localStorage.setItem(KEPT, JSON.stringify(next));
}

/** Tells causes apart. */
export function causeKey({ kind, customer, date }: RepairCause): string {
  return `${kind} ${customer?.id ?? ""} ${date ?? ""}`;
}
