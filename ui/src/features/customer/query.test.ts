import { describe, expect, it } from "vitest";
import { readHash } from "../../app/router";
import { NO_FILTER } from "../../parts/customer-filter";
import { type Listing, isFiltered, listingHref, readListing, toggled } from "./query";

const FULL: Listing = {
  filter: {
    text: "中和路",
    classes: ["A", "C"],
    segments: ["core"],
    statuses: ["suspended"],
    order_weekdays: [1, 3],
    lines: ["线路 1/东", "北"],
    set_id: "0192",
    not_seen_days: 30,
    overdue: true,
    position_missing: true,
  },
  sort: "last_visit",
};

describe("the list's filter in the URL", () => {
  it("comes back whole", () => {
    expect(readListing(readHash(listingHref(FULL)).query)).toEqual(FULL);
  });

  it("goes along into a customer's file", () => {
    const { path, query } = readHash(listingHref(FULL, "c1", "contacts"));
    expect(path).toEqual(["customer", "c1", "contacts"]);
    expect(readListing(query)).toEqual(FULL);
  });

  it("is empty where the URL says nothing", () => {
    expect(readListing(new URLSearchParams())).toEqual({ filter: NO_FILTER, sort: "code" });
    expect(listingHref({ filter: NO_FILTER, sort: "code" })).toBe("#/customer");
  });

  it("leaves out words that are no value", () => {
    const query = new URLSearchParams("class=A&class=Z&order=9&status=gone&sort=colour&unseen=soon");
    expect(readListing(query)).toEqual({ filter: { ...NO_FILTER, classes: ["A"] }, sort: "code" });
  });
});

describe("filtering", () => {
  it("is on for every filter but the text", () => {
    expect(isFiltered({ ...NO_FILTER, text: "中" })).toBe(false);
    expect(isFiltered({ ...NO_FILTER, overdue: true })).toBe(true);
  });

  it("toggles a value in and out", () => {
    expect(toggled(["A"], "B")).toEqual(["A", "B"]);
    expect(toggled(["A", "B"], "A")).toEqual(["B"]);
  });
});
