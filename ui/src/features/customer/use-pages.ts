/** The list, fetched in windows of 500 rows as they come into sight. */
import { useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import type { CustomerPage } from "../../ipc/types/CustomerPage";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import type { Listing } from "./query";

export const WINDOW = 500;

export function usePages(listing: Listing) {
  const [range, setRange] = useState({ from: 0, to: 0 });
  const wanted = Array.from({ length: range.to - range.from + 1 }, (_, n) => range.from + n);
  const results = useQueries({
    queries: wanted.map((page) => {
      const args = { ...listing, offset: page * WINDOW, limit: WINDOW };
      return {
        queryKey: ["customer.list", args],
        queryFn: () =>
          call("customer.list", args).catch((thrown: unknown) => Promise.reject(asAppError(thrown))),
      };
    }),
  });

  // While a new answer comes, the last one stays on screen: no flicker between two letters of a search.
  const first = results.find((result) => result.data)?.data ?? null;
  const [kept, setKept] = useState<CustomerPage | null>(null);
  if (first && first !== kept) setKept(first);
  const shown = first ?? kept;

  const row = (index: number): CustomerSummary | undefined => {
    const page = Math.floor(index / WINDOW);
    const found = results[page - range.from]?.data ?? (first ? undefined : shown);
    return found?.rows[index % WINDOW];
  };
  /** Where a customer stands, among the rows that are here; -1 = not among them. */
  const indexOf = (id: string): number => {
    for (const [n, result] of results.entries()) {
      const at = result.data?.rows.findIndex((one) => one.id === id) ?? -1;
      if (at >= 0) return (range.from + n) * WINDOW + at;
    }
    return -1;
  };
  const onRange = useCallback((firstRow: number, lastRow: number) => {
    const from = Math.floor(firstRow / WINDOW);
    const to = Math.floor(lastRow / WINDOW);
    setRange((now) => (now.from === from && now.to === to ? now : { from, to }));
  }, []);

  return {
    page: shown,
    row,
    indexOf,
    onRange,
    error: results.find((result) => result.error)?.error ?? null,
    retry: () => results.forEach((result) => void result.refetch()),
  };
}
