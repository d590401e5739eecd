/** Asking the core and telling it: the hooks that every screen uses. */
import {
  QueryClient,
  type UseQueryResult,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { type Args, type CommandName, type Reply, call, onLockedOut } from "../ipc/call";
import { type AppError, asAppError } from "../ipc/error";
import { onChanged } from "../ipc/events";
import { toast } from "./toast";

/** Which nouns a reading command shows; when one of them changes, it is asked again. */
const SHOWS = {
  "app.status": ["*"],
  "customer.list": [
    "customer",
    "contact",
    "customer_set",
    "visit_plan",
    "planned_visit",
    "frequency_rule",
    "visit_record",
  ],
  "customer.get": [
    "customer",
    "contact",
    "customer_set",
    "visit_plan",
    "planned_visit",
    "frequency_rule",
    "visit_record",
  ],
  "set.list": ["customer_set", "customer"],
  "frequency.get": ["frequency_rule", "customer", "setting", "calendar"],
  "calendar.list": ["calendar"],
  "plan.get": ["visit_plan", "planned_visit", "customer", "calendar", "frequency_rule", "setting"],
  "plan.outlook": ["visit_plan", "planned_visit", "customer", "calendar", "frequency_rule", "setting"],
  "plan.cost": ["visit_plan", "planned_visit", "customer", "calendar", "setting", "apart_pair"],
  "plan.weigh": ["visit_plan", "planned_visit", "customer", "calendar", "setting"],
  "plan.add_cost": ["visit_plan", "planned_visit", "customer", "calendar", "setting", "apart_pair"],
  "apart.list": ["apart_pair", "customer"],
  "travel.speed": ["visit_record", "setting", "customer"],
  "travel.matrix": ["setting", "customer"],
  "travel.doubts": ["customer"],
  "today.get": [
    "visit_plan",
    "planned_visit",
    "customer",
    "calendar",
    "setting",
    "visit_record",
    "issue",
    "issue_step",
    "bulletin",
    "bulletin_read",
  ],
  "issue.list": ["issue", "issue_step", "customer", "setting"],
  "issue.get": ["issue", "issue_step", "customer", "setting"],
  "timeline.get": [
    "visit_record",
    "planned_visit",
    "issue",
    "issue_step",
    "attachment",
    "customer",
    "contact",
    "bulletin",
  ],
  // Not the draft: what is being typed is newer on the screen than in any answer.
  "visit.get": [
    "visit_record",
    "evidence",
    "attachment",
    "issue",
    "issue_step",
    "planned_visit",
    "customer",
    "bulletin",
  ],
  "photo.get": [],
  "scan.list": ["scan", "attachment", "visit_record", "planned_visit", "customer"],
  "later.get": [
    "scan",
    "attachment",
    "visit_record",
    "planned_visit",
    "visit_plan",
    "customer",
    "published_form",
  ],
  "backup.list": ["backup"],
  "leave.unsent": ["*"],
  // What waits is counted in rows of every noun.
  "sync.status": ["*"],
  "sync.unsent": ["*"],
  "sync.set_aside": ["*"],
  "sync.conflicts": ["*"],
} satisfies Partial<Record<CommandName, string[]>>;

export type Reading = keyof typeof SHOWS;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The core is on this device: an answer is fresh until the core says otherwise, and asking again heals nothing.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** What is asked, and the name under which the answer is kept. */
export function reading<N extends Reading>(name: N, args: Args<N>) {
  return { queryKey: [name, args], queryFn: () => call(name, args) };
}

/** Asks the core; the answer stays until one of its nouns changes. */
export function useReading<N extends Reading>(
  name: N,
  args: Args<N>,
  { enabled = true, keep = false } = {},
): UseQueryResult<Reply<N>, AppError> {
  return useQuery<Reply<N>, AppError>({
    ...reading(name, args),
    enabled,
    // `keep` shows the last answer while the next one comes: no layout jump while typing in a search field.
    placeholderData: keep ? (keepPreviousData as never) : undefined,
  });
}

interface Doing<N extends CommandName> {
  done?: (reply: Reply<N>, args: Args<N>) => void;
  /** Where a field shows its own failure; otherwise a toast does. */
  failed?: (error: AppError, args: Args<N>) => void;
}

/** A writing command: `const move = useDoing("plan.move"); move.run({…})`. */
export function useDoing<N extends CommandName>(name: N, { done, failed }: Doing<N> = {}) {
  const mutation = useMutation<Reply<N>, AppError, { args: Args<N>; bytes?: Uint8Array }>({
    mutationFn: ({ args, bytes }) =>
      call(name, args, bytes).catch((thrown: unknown) => Promise.reject(asAppError(thrown))),
    onSuccess: (reply, { args }) => done?.(reply, args),
    onError: (error, { args }) => {
      if (failed) failed(error, args);
      else if (error.code !== "cancelled") toast.error(error);
    },
  });
  return {
    run: (args: Args<N>, bytes?: Uint8Array) => mutation.mutate({ args, bytes }),
    busy: mutation.isPending,
    error: mutation.error,
    reset: mutation.reset,
  };
}

/** Puts a writing command's reply where the reading of the same thing looks for it. */
export function useSettle() {
  const client = useQueryClient();
  return <N extends Reading>(name: N, args: Args<N>, reply: Reply<N>) =>
    client.setQueryData([name, args], reply);
}

/** Undoes one transaction by a forward operation; used by toasts. */
export function undo(txId: string, undone: string): void {
  call("change.undo", { tx_id: txId }).then(
    () => toast.say(undone),
    (thrown: unknown) => toast.error(asAppError(thrown)),
  );
}

/** Mounted once: asks again for whatever shows a noun that has changed. */
export function useChanges(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      onChanged(({ nouns }) => {
        const everything = nouns.includes("*");
        void client.invalidateQueries({
          predicate: ({ queryKey }) => {
            const shows: string[] = SHOWS[queryKey[0] as Reading] ?? ["*"];
            return everything || shows.includes("*") || nouns.some((noun) => shows.includes(noun));
          },
        });
      }),
    [client],
  );
  useEffect(() => onLockedOut(() => void client.invalidateQueries({ queryKey: ["app.status"] })), [client]);
}
