// What the list shows, as it stands in the URL.
import { href } from "../../app/router";
import type { IssueKind } from "../../ipc/types/IssueKind";
import type { IssueScope } from "../../ipc/types/IssueScope";
import type { IssueSummary } from "../../ipc/types/IssueSummary";

export interface Listing {
  scope: IssueScope;
  kind: IssueKind | null;
  text: string;
}

export const SCOPES: readonly IssueScope[] = ["open", "due", "closed", "all"];
export const KINDS: readonly IssueKind[] = ["question", "problem", "suggestion", "complaint"];

export function readListing(query: URLSearchParams): Listing {
  return {
    scope: SCOPES.find((scope) => scope === query.get("scope")) ?? "open",
    kind: KINDS.find((kind) => kind === query.get("kind")) ?? null,
    text: query.get("q") ?? "",
  };
}

/** The URL of the list, or of a case beside the same list. */
export function listingHref({ scope, kind, text }: Listing, id?: string): string {
  return href(["issue", ...(id ? [id] : [])], { scope: scope === "open" ? null : scope, kind, q: text });
}

/** How many there are of each kind. */
export function countKinds(issues: readonly IssueSummary[]): Record<IssueKind, number> {
  const counts: Record<IssueKind, number> = { question: 0, problem: 0, suggestion: 0, complaint: 0 };
  for (const { issue } of issues) counts[issue.kind] += 1;
  return counts;
}

/** People and departments named before, the latest first: nobody types a name twice. */
export function namesIn(issues: readonly IssueSummary[], field: "owner" | "reported_to"): string[] {
  const named = issues
    .map(({ issue }) => ({ name: issue[field], at: issue.updated_at }))
    .filter((one): one is { name: string; at: number } => Boolean(one.name))
    .toSorted((a, b) => b.at - a.at)
    .map(({ name }) => name);
  return [...new Set(named)].slice(0, 4);
}
