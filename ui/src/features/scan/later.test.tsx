import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import form from "../../../../assets/forms/visit_record.json";
import type { LaterDay } from "../../ipc/types/LaterDay";
import type { LaterRow } from "../../ipc/types/LaterRow";
import type { Layout } from "../../ipc/types/Layout";
import type { PutLaterRow } from "../../ipc/types/PutLaterRow";
import { answering, renderOver } from "../../parts/core-testing";
import { someBulletin, someCustomer } from "../../parts/testing";
import { Later } from "./later";

function someRow(id: string, more: Partial<LaterRow> = {}): LaterRow {
  return {
    state: "empty",
    planned_visit_id: `p-${id}`,
    visit_record_id: null,
    customer: someCustomer(id),
    entry: {
      arrived_min: null,
      left_min: null,
      outcome: null,
      answers: {},
      told: [],
      signed_on_paper: false,
    },
    bulletins: [],
    pictures: [],
    problems: [],
    ...more,
  };
}

let puts: PutLaterRow[] = [];

/** Keeps what it is told; a row without an outcome is not saved. */
async function shown(rows: LaterRow[]) {
  let day: LaterDay = { date: "2026-11-30", layout: form.layout as unknown as Layout, rows, scans: [] };
  answering({
    "later.get": () => day,
    "later.put": (put) => {
      puts.push(put);
      const wrong = put.save && put.entry.outcome === null;
      const state = put.save && !wrong ? "saved" : "draft";
      day = {
        ...day,
        rows: day.rows.map((row) =>
          row.customer.id === put.customer_id
            ? {
                ...row,
                state,
                entry: put.entry,
                problems: wrong ? [{ code: "outcome_missing", field: "outcome", detail: {} }] : [],
              }
            : row,
        ),
      };
      return day;
    },
  });
  renderOver(<Later asked="2026-11-30" />);
  await screen.findByRole("table");
}

const cell = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

beforeEach(() => {
  puts = [];
});

describe("the grid of a paper day", () => {
  it("goes down by Enter and on by arrows, past rows that cannot be typed in", async () => {
    await shown([someRow("a"), someRow("b", { state: "signed", visit_record_id: "v" }), someRow("c")]);
    const user = userEvent.setup();
    await user.click(cell("店 a 到店"));
    await user.keyboard("830{Enter}");
    expect(document.activeElement).toBe(cell("店 c 到店"));
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(cell("店 c 离店"));
    await user.keyboard("{Shift>}{Enter}{/Shift}");
    expect(document.activeElement).toBe(cell("店 a 离店"));
  });

  it("saves a row on leaving it, with what was typed and nothing invented", async () => {
    await shown([someRow("a"), someRow("c")]);
    const user = userEvent.setup();
    await user.click(cell("店 a 到店"));
    await user.keyboard("0830{Tab}");
    await user.selectOptions(cell("店 a 情况"), "done");
    await user.click(cell("店 c 到店"));
    await vi.waitFor(() => expect(puts.at(-1)?.save).toBe(true));
    expect(puts.at(-1)).toMatchObject({
      date: "2026-11-30",
      customer_id: "a",
      planned_visit_id: "p-a",
      entry: {
        arrived_min: 510,
        left_min: null,
        outcome: "done",
        answers: {},
        told: [],
        signed_on_paper: false,
      },
    });
    expect(await screen.findByText("补录", { selector: "th *" })).toBeTruthy();
  });

  it("ticks what the customer was told of, where somebody was there to be told", async () => {
    const bulletin = someBulletin("7", { title: "新品上市" });
    await shown([someRow("a", { bulletins: [bulletin] }), someRow("c")]);
    const user = userEvent.setup();
    const tick = screen.getByRole("button", { name: "新品上市" });
    await user.click(tick);
    expect(tick.getAttribute("aria-pressed")).toBe("true");
    await user.selectOptions(cell("店 a 情况"), "done");
    await user.click(cell("店 c 到店"));
    await vi.waitFor(() => expect(puts.at(-1)?.entry.told).toEqual(["7"]));
    await user.selectOptions(cell("店 a 情况"), "closed");
    expect(screen.queryByRole("button", { name: "新品上市" })).toBeNull();
    await vi.waitFor(() => expect(puts.at(-1)?.entry).toMatchObject({ outcome: "closed", told: [] }));
  });

  it("says a fault in its cell, and keeps the row as a draft", async () => {
    await shown([someRow("a"), someRow("c")]);
    const user = userEvent.setup();
    await user.click(cell("店 a 到店"));
    await user.keyboard("9:00");
    await user.click(cell("店 c 到店"));
    expect(await screen.findByText(/请先选择到店情况/)).toBeTruthy();
    expect(cell("店 a 情况").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("草稿")).toBeTruthy();
  });

  it("does not send a time that cannot be, and Escape brings the old one back", async () => {
    await shown([someRow("a", { entry: { ...someRow("a").entry, arrived_min: 540 } })]);
    const user = userEvent.setup();
    await user.click(cell("店 a 到店"));
    await user.keyboard("{Control>}a{/Control}9:75{Tab}");
    expect(screen.getByText("写成 08:30")).toBeTruthy();
    await user.click(cell("店 a 到店"));
    await user.keyboard("{Escape}");
    expect(cell("店 a 到店").value).toBe("09:00");
    expect(puts).toEqual([]);
  });
});
