// What headquarters may have said, for tests.
import type { ConflictItem } from "../../ipc/types/ConflictItem";
import type { SetAsideItem } from "../../ipc/types/SetAsideItem";
import type { SyncDone } from "../../ipc/types/SyncDone";
import type { SyncStatus } from "../../ipc/types/SyncStatus";
import type { UnsentItem } from "../../ipc/types/UnsentItem";

/** 14:05 in Shanghai on 27 November 2026. */
export const AT = Date.UTC(2026, 10, 27, 6, 5);

export function someDone(change: Partial<SyncDone> = {}): SyncDone {
  return {
    at: AT,
    sent: 12,
    set_aside: 0,
    conflicts: 0,
    without_personal: 0,
    taken: 30,
    files_sent: 3,
    files_left: 0,
    equal: true,
    scopes: [
      { scope: "organisation", rows: 4, equal: true },
      { scope: "territory-0192", rows: 1812, equal: true },
    ],
    push_refused: null,
    files_refused: null,
    ...change,
  };
}

export function someSync(change: Partial<SyncStatus> = {}): SyncStatus {
  return {
    account: {
      server: "https://hq.example.cn",
      user: "1001",
      territory_code: "CX03",
      signed_in: true,
      to_follow: false,
    },
    reported: 312,
    waiting: 4,
    waiting_files: 0,
    to_settle: 1,
    set_aside: 1,
    conflicts: 0,
    running: false,
    last: someDone(),
    failed: null,
    ...change,
  };
}

export function someUnsent(change: Partial<UnsentItem> = {}): UnsentItem {
  return {
    noun: "visit_record",
    id: "r1",
    customer_name: "顺发超市",
    operations: 3,
    first_at: AT,
    last_at: AT + 60_000,
    ...change,
  };
}

export function someAside(change: Partial<SetAsideItem> = {}): SetAsideItem {
  return {
    op_seq: 41,
    rows: [
      {
        noun: "customer",
        id: "c1",
        customer_name: "李记烟酒",
        fields: { phone: "13800000000", note: "改号" },
      },
    ],
    because: { code: "row_gone", field: null, detail: {} },
    at: AT,
    ...change,
  };
}

export function someConflict(change: Partial<ConflictItem> = {}): ConflictItem {
  return {
    id: "x1",
    noun: "customer",
    row_id: "c1",
    customer_name: "李记烟酒",
    row_name: null,
    names: {},
    field: "phone",
    kept: "021-5555",
    lost: "13800000000",
    kept_by: "headquarters",
    lost_by: "this_device",
    kept_from: null,
    lost_from: null,
    kept_at: AT,
    lost_at: AT - 3_600_000,
    ...change,
  };
}
