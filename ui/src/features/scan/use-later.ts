/** A paper day: read from the core, and its rows put one after another so that no answer overtakes another. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { useReading } from "../../app/data";
import { call } from "../../ipc/call";
import { type AppError, asAppError } from "../../ipc/error";
import type { PutLaterRow } from "../../ipc/types/PutLaterRow";

/** Resolves with what went wrong, or null. */
export type PutRow = (row: Omit<PutLaterRow, "date">) => Promise<AppError | null>;

export function useLater(date: string, enabled: boolean) {
  const client = useQueryClient();
  const reading = useReading("later.get", { date }, { enabled });
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);
  const put = useCallback<PutRow>(
    (row) => {
      waiting.current += 1;
      const told = line.current.then(async () => {
        try {
          const day = await call("later.put", { ...row, date });
          // Only the last answer knows every row.
          if (waiting.current === 1) client.setQueryData(["later.get", { date }], day);
          return null;
        } catch (thrown) {
          return asAppError(thrown);
        } finally {
          waiting.current -= 1;
        }
      });
      line.current = told;
      return told;
    },
    [client, date],
  );
  return { day: reading.data, error: reading.error, put };
}
