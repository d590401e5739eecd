/** A customer's history, fetched in windows of 200 entries as they come into sight. */
import { useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import type { TimelineEntry } from "../../ipc/types/TimelineEntry";
import type { TimelineKind } from "../../ipc/types/TimelineKind";
import type { TimelinePage } from "../../ipc/types/TimelinePage";

const WINDOW = 200;

export function useTimeline(customerId: string, kinds: TimelineKind[], text: string) {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const wanted = Array.from({ length: range.to - range.from + 1 }, (_, n) => range.from + n);
  const results = useQueries({
    queries: wanted.map((page) => {
      const args = { customer_id: customerId, kinds, text, offset: page * WINDOW, limit: WINDOW };
      return {
        queryKey: ["timeline.get", args],
        queryFn: () =>
          call("timeline.get", args).catch((thrown: unknown) => Promise.reject(asAppError(thrown))),
      };
    }),
  });
  // While a new answer comes, the last one stays on screen.
  const first = results.find((result) => result.data)?.data ?? null;
  const [kept, setKept] = useState<TimelinePage | null>(null);
  if (first && first !== kept) setKept(first);
  const page = first ?? kept;

  const entry = (index: number): TimelineEntry | undefined => {
    const at = Math.floor(index / WINDOW);
    const found = results[at - range.from]?.data ?? (first ? undefined : page);
    return found?.entries[index % WINDOW];
  };
  const onRange = useCallback((firstRow: number, lastRow: number) => {
    const from = Math.floor(firstRow / WINDOW);
    const to = Math.floor(Math.max(firstRow, lastRow) / WINDOW);
    setRange((now) => (now.from === from && now.to === to ? now : { from, to }));
  }, []);
  const failed = results.find((result) => result.error);
  return { page, entry, onRange, error: failed ? asAppError(failed.error) : null };
}
