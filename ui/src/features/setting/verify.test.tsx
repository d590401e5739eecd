import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import type { VerifyReport } from "../../ipc/types/VerifyReport";
import { answering } from "../../parts/core-testing";
import { Verify } from "./verify";

const ID = "01920000-0000-7000-8000-000000000001";

const REPORT: VerifyReport = {
  checked: 1,
  intact: false,
  findings: [
    {
      subject: `visit_record ${ID}`,
      field: null,
      label: null,
      kind: "record_without_evidence",
      detail: {},
    },
  ],
  erased: [],
  last_seq: 1,
  confirmed_seq: 0,
  keys: [],
  certified: [],
  foreign: [],
  keys_known: true,
  signed: [],
};

it("a finding about a visit names the customer and the day", async () => {
  answering({
    "verify.all": () => REPORT,
    "visit.get": () =>
      ({ customer: { name: "中和路便利店" }, record: { date: "2026-11-24" } }) as unknown as VisitScreen,
  });
  render(
    <Opened>
      <Verify />
    </Opened>,
  );
  await userEvent.setup().click(screen.getByRole("button", { name: "开始核验" }));
  const link = await screen.findByRole("link", { name: /^中和路便利店 .*11月24日.* · 看这份记录$/ });
  expect(link.getAttribute("href")).toBe(`#/visit/${ID}`);
  expect(screen.queryByText(/visit_record/)).toBeNull();
});

it("a folder that holds says whose keys headquarters certified, and up to which number", async () => {
  const key = "ab12".repeat(16);
  const certified = [{ key_id: key, confirmed_seq: 3 }];
  answering({
    "verify.all": () => ({
      ...REPORT,
      checked: 5,
      intact: true,
      findings: [],
      keys: [key],
      certified,
      confirmed_seq: 3,
      last_seq: 5,
    }),
  });
  render(
    <Opened>
      <Verify />
    </Opened>,
  );
  await userEvent.setup().click(screen.getByRole("button", { name: "开始核验" }));
  expect(await screen.findByText(`签署密钥 ${key} 总部已认证，已确认到第 3 号。`)).toBeTruthy();
  expect(screen.getByText(/本机签到第 5 号；第 4 号起总部还没有确认/)).toBeTruthy();
});
