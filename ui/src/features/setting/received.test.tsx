import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Opened } from "../../app/testing";
import { type Told, answering } from "../../parts/core-testing";
import type { VerifyReport } from "../../ipc/types/VerifyReport";
import type { VerifySigned } from "../../ipc/types/VerifySigned";
import { Received } from "./received";

const KEY = "ab12".repeat(16);

/** 09:00 in Shanghai on 23 November 2026. */
const SIGNED: VerifySigned = {
  subject: "凭证.json",
  visit_id: "v",
  customer_name: "中和路便利店",
  manager_name: "王芳",
  role: "clerk",
  name: "小陈",
  refusal: null,
  signed_at: Date.UTC(2026, 10, 23, 1, 0),
  zone: "Asia/Shanghai",
  seq: 7,
  key_id: KEY,
  key_known: false,
};

const REPORT: VerifyReport = {
  checked: 1,
  intact: true,
  findings: [],
  erased: [],
  last_seq: 7,
  confirmed_seq: 0,
  keys: [KEY],
  certified: [],
  foreign: [],
  keys_known: false,
  signed: [SIGNED],
};

// As browsers answer today; jsdom has none.
const scrolled = vi.fn(() => Promise.resolve());
Element.prototype.scrollIntoView = scrolled as never;

async function given(answer: () => VerifyReport, name = "凭证.json"): Promise<Told[]> {
  const told = answering({ "verify.file": answer });
  render(
    <Opened>
      <Received />
    </Opened>,
  );
  const file = new File(["{}"], name, { type: "application/json" });
  // jsdom's files cannot be read by themselves.
  file.arrayBuffer = () => Promise.resolve(new Uint8Array([1]).buffer);
  await userEvent.setup().upload(screen.getByLabelText("选择凭证或记录表"), file);
  return told;
}

const finding = (kind: string, field: string | null) => ({
  subject: "凭证.json",
  field,
  label: field === null ? null : { zh: "服务评价", en: "Rating" },
  kind,
  detail: field === null ? { key: KEY } : { field },
});

it("a file that holds says who signed it, when, and with which device's key", async () => {
  const told = await given(() => REPORT);
  expect(await screen.findByText("“凭证.json”完好，与签字时一字不差。")).toBeTruthy();
  expect(scrolled).toHaveBeenCalled();
  expect(
    screen.getByText(
      "中和路便利店的营业员 小陈于 2026年11月23日 09:00 签字，客户经理 王芳 记录，第 7 号凭证。",
    ),
  ).toBeTruthy();
  expect(screen.getByText(new RegExp(`签署密钥 ${KEY} 未经确认`))).toBeTruthy();
  expect(told).toEqual([{ name: "verify.file", args: { file_name: "凭证.json" } }]);
});

it("a file of this device names its key as known", async () => {
  await given(() => ({ ...REPORT, keys_known: true, signed: [{ ...SIGNED, key_known: true }] }));
  expect(await screen.findByText(new RegExp(`${KEY} 是本机已知的设备密钥`))).toBeTruthy();
});

it("a key that headquarters certified says up to which number it confirms", async () => {
  const own = { ...REPORT, keys_known: true, signed: [{ ...SIGNED, key_known: true }] };
  await given(() => ({ ...own, certified: [{ key_id: KEY, confirmed_seq: 7 }] }));
  expect(await screen.findByText(`签署密钥 ${KEY} 总部已认证，已确认到第 7 号。`)).toBeTruthy();
});

it("a file of a device that is none of this folder's says so", async () => {
  await given(() => ({ ...REPORT, foreign: [KEY] }));
  expect(
    await screen.findByText(new RegExp(`由密钥 ${KEY} 签署，不是这个数据文件夹的设备签的`)),
  ).toBeTruthy();
});

it("an altered file names what was altered and what to do, and takes no strange key for known", async () => {
  await given(() => ({
    ...REPORT,
    intact: false,
    keys_known: true,
    findings: [finding("field_altered", "answers.rating"), finding("key_unknown", null)],
  }));
  const said = await screen.findByText("“凭证.json”与签字时不一样，发现 2 处");
  expect(said.closest("[data-intact]")).toBeNull();
  const list = within(screen.getAllByRole("list")[0] as HTMLElement);
  expect(list.getByText("服务评价（answers.rating） 被改动过，与签字时不同。")).toBeTruthy();
  expect(list.getByText(/先不要采信这个文件/)).toBeTruthy();
  expect(screen.queryByText(/已知的设备密钥/)).toBeNull();
});

it("a file that is no evidence is refused by its name", async () => {
  await given(() => {
    throw { code: "not_evidence", field: null, detail: { file: "名单.json" } };
  }, "名单.json");
  expect((await screen.findByRole("alert")).textContent).toContain("“名单.json”不是巡访的签字凭证");
});

it("a file that would fill the memory is refused before it is read", async () => {
  const told = answering({ "verify.file": () => REPORT });
  render(
    <Opened>
      <Received />
    </Opened>,
  );
  const file = new File([], "录像.pdf", { type: "application/pdf" });
  Object.defineProperty(file, "size", { value: 300 * 1024 * 1024 });
  await userEvent.setup().upload(screen.getByLabelText("选择凭证或记录表"), file);
  expect((await screen.findByRole("alert")).textContent).toContain("录像.pdf");
  expect(told).toEqual([]);
});
