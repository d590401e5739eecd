import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Issue } from "../../ipc/types/Issue";
import { type Told, answering, renderOver, somePage } from "../../parts/core-testing";
import { someCustomer, someIssue } from "../../parts/testing";
import Issues from ".";
import { actionsFor } from "./compose";
import { Steps } from "./steps";
import { someFile, someList } from "./testing";

async function shown(issue: Issue, url = `#/issue/${issue.id}`): Promise<Told[]> {
  location.hash = url;
  const told = answering({
    "issue.list": () => someList([issue]),
    "issue.get": () => someFile(issue),
    "issue.step": () => someFile(issue),
    "issue.put": () => someFile(issue),
    "customer.list": () => somePage([{ ...someCustomer("x"), name: "中和路便利店" }]),
  });
  renderOver(<Issues />);
  await screen.findByText(url === "#/issue" ? "从列表中选一个问题" : "断货两周");
  await screen.findByText("待处理 1");
  return told;
}

const said = (told: Told[], name: string) => told.filter((one) => one.name === name).map(({ args }) => args);
const press = (name: string | RegExp) => userEvent.click(screen.getByRole("button", { name }));

describe("what can be done", () => {
  it("follows how far the case has come", () => {
    expect(actionsFor(someIssue("a"))[0]).toBe("answered");
    expect(actionsFor(someIssue("a", { answered_at: 1 }))[0]).toBe("resolved");
    expect(actionsFor(someIssue("a", { answered_at: 1, resolved_at: 2 }))[0]).toBe("told");
    expect(actionsFor(someIssue("a", { resolved_at: 2, told_at: 3 }))).toEqual(["reopened", "note"]);
  });

  it("begins with the telephone when it is urgent and nobody was told", () => {
    expect(actionsFor(someIssue("a", { urgent: true }))[0]).toBe("reported");
    expect(actionsFor(someIssue("a", { urgent: true, reported_at: 1 }))[0]).toBe("answered");
  });
});

describe("a step", () => {
  it("is logged with its words and without a time, which is now", async () => {
    const told = await shown(someIssue("i"));
    await press("首次答复");
    await press("记下首次答复");
    expect(screen.getByText("请写一句内容再记下。")).toBeTruthy();
    await userEvent.type(screen.getByLabelText("怎么答复的"), "周五前给结果");
    await press("记下首次答复");
    expect(said(told, "issue.step")).toEqual([
      { issue_id: "i", kind: "answered", at: null, text: "周五前给结果", to: null, way: null },
    ]);
  });

  it("of reporting names the person and offers the number that was written", async () => {
    const told = await shown(someIssue("i", { urgent: true }));
    await press("电话汇报");
    await userEvent.type(screen.getByLabelText("汇报给"), "张主任 13800001234");
    expect(screen.getByRole("link", { name: "拨打 13800001234" }).getAttribute("href")).toBe(
      "tel:13800001234",
    );
    await press("记下电话汇报");
    expect(said(told, "issue.step")).toMatchObject([{ kind: "reported", to: "张主任 13800001234" }]);
  });

  it("by 微信 offers the result to copy and logs that the customer was told", async () => {
    const told = await shown(someIssue("i", { answered_at: 1, resolved_at: 2, outcome: "已补货 5 条" }));
    await press("已告知客户");
    await userEvent.click(screen.getByRole("radio", { name: "微信" }));
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "复制文字" }).disabled).toBe(false);
    await press("记为已微信告知");
    expect(said(told, "issue.step")).toMatchObject([{ kind: "told", way: "wechat", text: "已补货 5 条" }]);
  });
});

it("a case that was reopened by its manager says so on the manager's side", async () => {
  const issue = someIssue("i", { resolved_at: 2, told_at: 3 });
  const file = someFile(issue);
  const step = {
    id: "s",
    territory_id: "t",
    version: 0,
    created_at: 4,
    updated_at: 4,
    deleted_at: null,
    issue_id: "i",
    person_id: "p",
    at: 4,
    kind: "reopened" as const,
    text: "仍未到货",
    to: null,
    way: null,
  };
  renderOver(<Steps file={{ ...file, steps: [step] }} />);
  expect(screen.getByText("仍未到货").closest("li")?.className).toContain("did");
});

it("an issue whose visit was corrected leads to the one in its place", async () => {
  const issue = someIssue("i");
  location.hash = "#/issue/i";
  answering({
    "issue.list": () => someList([issue]),
    "issue.get": () => ({ ...someFile(issue), superseded: true, superseded_by: "j" }),
  });
  renderOver(<Issues />);
  expect(await screen.findByText(/已更正，不再按它答复/)).toBeTruthy();
  expect(screen.getByRole("link", { name: "看更正后的问题" }).getAttribute("href")).toBe("#/issue/j");
});

it("a case without a promise is headed by the clock that presses most", async () => {
  const issue = someIssue("i", { urgent: true });
  location.hash = "#/issue/i";
  answering({
    "issue.list": () => someList([issue]),
    "issue.get": () => ({
      ...someFile(issue),
      deadlines: [
        { kind: "result", due_at: 9e12, met_at: null },
        { kind: "report_at_once", due_at: 8e12, met_at: null },
      ],
    }),
  });
  renderOver(<Issues />);
  expect((await screen.findByRole("heading", { name: /^立即汇报 · / })).tagName).toBe("H1");
  expect(screen.queryByText("没有约定时间")).toBeNull();
});

describe("a new issue", () => {
  it("needs a customer and what was said, and promises nothing by itself", async () => {
    const told = await shown(someIssue("i"), "#/issue");
    await press("记问题");
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.click(dialog.getByRole("button", { name: "记下问题" }));
    expect(dialog.getByText(/“客户”没有填写/)).toBeTruthy();
    await userEvent.type(dialog.getByRole("searchbox"), "zhl");
    await userEvent.click(await dialog.findByRole("button", { name: /中和路便利店/ }));
    await userEvent.type(dialog.getByLabelText("客户说了什么"), "送货迟");
    await userEvent.click(dialog.getByRole("radio", { name: "投诉" }));
    await userEvent.click(dialog.getByRole("button", { name: "记下问题" }));
    const put = { id: null, customer_id: "x", kind: "complaint", content: "送货迟", promised_at: null };
    expect(said(told, "issue.put")).toMatchObject([put]);
  });

  it("is promised by the sunset of a day in one tap", async () => {
    const told = await shown(someIssue("i"), "#/issue");
    await press("记问题");
    const dialog = within(screen.getByRole("dialog"));
    await userEvent.type(dialog.getByRole("searchbox"), "zhl");
    await userEvent.click(await dialog.findByRole("button", { name: /中和路便利店/ }));
    await userEvent.type(dialog.getByLabelText("客户说了什么"), "送货迟");
    await userEvent.click(dialog.getByRole("button", { name: "明天日落前" }));
    await userEvent.click(dialog.getByRole("button", { name: "记下问题" }));
    const [put] = said(told, "issue.put") as [{ promised_at: number }];
    expect(new Date(put.promised_at).getHours()).toBe(20);
  });
});
