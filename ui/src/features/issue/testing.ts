// A case for the tests of this folder.
import type { Issue } from "../../ipc/types/Issue";
import type { IssueFile } from "../../ipc/types/IssueFile";
import type { IssueList } from "../../ipc/types/IssueList";
import { someCustomer } from "../../parts/testing";

export function someIssue(id: string, more: Partial<Issue> = {}): Issue {
  return {
    id,
    territory_id: "t",
    version: 0,
    created_at: 0,
    updated_at: 0,
    deleted_at: null,
    customer_id: "c",
    person_id: "p",
    visit_record_id: null,
    kind: "problem",
    category: null,
    urgent: false,
    content: "断货两周",
    asked_at: 0,
    promised_at: null,
    owner: null,
    answered_at: null,
    resolved_at: null,
    outcome: null,
    told_at: null,
    told_by: null,
    reported_to: null,
    reported_at: null,
    ...more,
  };
}

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
