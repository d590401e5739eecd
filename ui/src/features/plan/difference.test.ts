import { describe, expect, it } from "vitest";
import type { PlanDifference } from "../../ipc/types/PlanDifference";
import { grouped, isUnchanged } from "./difference";
import { someCustomer } from "../../parts/testing";

function row(id: string, from: string | null, to: string | null): PlanDifference {
  return { customer: someCustomer(id), from, to };
}

describe("the difference of a replan", () => {
  const rows = [
    row("a", "2026-12-02", "2026-12-03"),
    row("b", null, "2026-12-04"),
    row("c", "2026-11-30", "2026-12-01"),
    row("d", "2026-11-30", null),
    row("e", "2026-12-02", "2026-12-03"),
    row("f", null, "2026-12-01"),
  ];

  it("gathers those who change between the same two days", () => {
    const { moved, movedCount } = grouped(rows);
    expect(
      moved.map((group) => [group.from, group.to, group.rows.map((entry) => entry.customer.id)]),
    ).toEqual([
      ["2026-11-30", "2026-12-01", ["c"]],
      ["2026-12-02", "2026-12-03", ["a", "e"]],
    ]);
    expect(movedCount).toBe(3);
  });

  it("lists the added and the removed by day", () => {
    expect(grouped(rows).added.map((entry) => entry.customer.id)).toEqual(["f", "b"]);
    expect(grouped(rows).removed.map((entry) => entry.customer.id)).toEqual(["d"]);
  });

  it("is none when nobody changes the day", () => {
    const proposal = {
      token: "t",
      differences: [row("a", "2026-12-02", "2026-12-02")],
      kept: 1,
      travel_m_before: 0,
      travel_m_after: 0,
      visits_before: 1,
      visits_after: 1,
    };
    expect(isUnchanged(proposal)).toBe(true);
    expect(isUnchanged({ ...proposal, differences: rows })).toBe(false);
  });
});
