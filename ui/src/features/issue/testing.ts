// A case for the tests of this folder.
import type { Issue } from "../../ipc/types/Issue";
import type { IssueFile } from "../../ipc/types/IssueFile";
import type { IssueList } from "../../ipc/types/IssueList";
import { someCustomer } from "../../parts/testing";

export function someFile(issue: Issue): IssueFile {
  return {
    issue,
    customer: someCustomer("c"),
    steps: [],
    deadlines: [],
    superseded: false,
    superseded_by: null,
    supersedes: null,
    now: 0,
  };
}

export function someList(issues: Issue[]): IssueList {
  return {
    issues: issues.map((issue) => ({
      issue,
      customer_name: "店 c",
      customer_code: "c",
      deadlines: [],
      superseded: false,
      superseded_by: null,
    })),
    open: issues.filter(({ told_at }) => told_at === null).length,
    overdue: 0,
    closed: issues.filter(({ told_at }) => told_at !== null).length,
    now: 0,
  };
}
