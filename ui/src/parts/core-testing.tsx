// A core that answers as told, over the same way as in the browser, and a screen over it.
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { makeQueryClient } from "../app/data";
import { StatusContext } from "../app/status";
import type { Args, CommandName, Reply } from "../ipc/call";
import type { AppStatus } from "../ipc/types/AppStatus";

export type Answers = { [N in CommandName]?: (args: Args<N>) => Reply<N> };

export interface Told {
  name: string;
  args: unknown;
}

/** Answers from now on; returns what was said to it. */
export function answering(answers: Answers): Told[] {
  const told: Told[] = [];
  globalThis.fetch = async (url, request) => {
    const name = String(url).replace("/call/", "") as CommandName;
    const given = new Headers(request?.headers).get("x-args");
    const args: unknown = given
      ? JSON.parse(decodeURIComponent(given))
      : JSON.parse(String(request?.body)).args;
    told.push({ name, args });
    const answer = answers[name] as ((args: unknown) => unknown) | undefined;
    if (!answer) return Response.json({ code: "not_found", field: null, detail: {} }, { status: 400 });
    return Response.json(answer(args));
  };
  return told;
}

/** 10:00 on Monday 30 November 2026, with a sunset at 20:00. */
export const STATUS = {
  today: "2026-11-30",
  now_min: 600,
  this_week: "2026-W49",
  next_week: "2026-W50",
  customer_count: 200,
  person: null,
  open_visit: null,
  in_hand: null,
  lock: { has_pin: false, locked: false, at_hq: false, pin_required: false },
  settings: { sunset_min: 1200, signature_dynamics: false },
} as unknown as AppStatus;

export function renderOver(screen: ReactNode, status = STATUS) {
  return render(
    <QueryClientProvider client={makeQueryClient()}>
      <StatusContext value={status}>{screen}</StatusContext>
    </QueryClientProvider>,
  );
}

/** A page of customers. */
export function somePage(rows: Reply<"customer.list">["rows"]): Reply<"customer.list"> {
  return { total: rows.length, rows, facets: {} as Reply<"customer.list">["facets"] };
}
