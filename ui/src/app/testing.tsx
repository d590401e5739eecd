// What every screen stands in, for tests of components.
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";
import { makeQueryClient } from "./data";
import { StatusContext } from "./status";

const DAY = { from_min: 510, to_min: 1050 };

export function someStatus(change: Partial<AppStatus> = {}): AppStatus {
  return {
    version: "0.0.0",
    folder: "own",
    lock: {
      has_pin: false,
      locked: false,
      key_lost: false,
      wait_s: 0,
      has_recovery: false,
      at_hq: false,
      pin_required: false,
    },
    territory: null,
    person: null,
    settings: {
      language: "zh",
      text_size: "standard",
      theme: "light",
      working_time: {
        weekdays: [DAY, DAY, DAY, DAY, DAY, { from_min: 0, to_min: 0 }, { from_min: 0, to_min: 0 }],
        lunch: null,
        lunch_min: 60,
        visits_per_day: 12,
        service_min: 20,
        speed_m_per_min: 400,
      },
      planning: {
        cycle_weeks: 4,
        style: "even_days",
        own: { travel: 50, even: 50, stable: 50 },
        learn_speed: true,
      },
      import_datum: "gcj02",
      print_phones: false,
      print_large: false,
      output_folder: "D:\\打印",
      supervision_phone: null,
      sunset_min: 1200,
      week_due_weekday: 5,
      week_due_min: 1020,
      duties: { weekly_report: true, evaluation: true, monthly_report: true, expense_working_day: null },
      signature_dynamics: false,
      lock_after_min: 5,
      sync_auto: true,
    },
    today: "2026-11-26",
    now_min: 860,
    this_week: "2026-W48",
    next_week: "2026-W49",
    customer_count: 1,
    unsent_count: 0,
    default_output_folder: "D:\\",
    damage: null,
    open_visit: null,
    in_hand: null,
    last_backup_at: null,
    unpublished_years: [],
    ...change,
  };
}

export function Opened({ status = someStatus(), children }: { status?: AppStatus; children: ReactNode }) {
  return (
    <QueryClientProvider client={makeQueryClient()}>
      <StatusContext value={status}>{children}</StatusContext>
    </QueryClientProvider>
  );
}
