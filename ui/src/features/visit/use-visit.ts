/** The visit on screen: what the core knows of it, and the draft that is newer than that. */
import { useEffect, useMemo, useState } from "react";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useReading } from "../../app/data";
import { onLocked } from "../../app/door";
import { toast } from "../../app/toast";
import { call } from "../../ipc/call";
import type { AppError } from "../../ipc/types/AppError";
import type { VisitDraft } from "../../ipc/types/VisitDraft";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import { DraftStore } from "./draft-store";

/** An ended visit's notes are written to the book, not to a draft: once in a pause, not with every stroke. */
const NOTES_PAUSE_MS = 2_500;

/** Drafts outlive their page: what could not be saved when it was left is tried again from here. */
const stores = new Map<string, DraftStore>();

// What the core has not taken yet stays, and is tried again after the unlocking.
onLocked(() => {
  for (const [key, store] of stores) if (store.clean) stores.delete(key);
});

async function keepNotes(id: string, draft: VisitDraft, client: QueryClient): Promise<null> {
  const reply = await call("visit.internal", {
    id,
    internal: draft.internal,
    restricted: draft.restricted,
    companion_rating: draft.companion_rating,
  });
  client.setQueryData(["visit.get", { id }], reply);
  return null;
}

function storeOf(screen: VisitScreen, client: QueryClient): DraftStore {
  const { id, state } = screen.record;
  const open = state === "open";
  const key = `${id} ${open ? "draft" : "notes"}`;
  const held = stores.get(key);
  if (held) return held;
  const lost = (error: AppError) => {
    toast.error(error);
    stores.delete(key);
    void client.invalidateQueries({ queryKey: ["visit.get", { id }] }).then(() => {
      const now = client.getQueryData<VisitScreen>(["visit.get", { id }]);
      if (now?.record.state !== state) return;
      // The same visit, written elsewhere: what is there now is shown here too.
      made.replace(now.draft, now.check);
      stores.set(key, made);
    });
  };
  const made: DraftStore = new DraftStore(screen.draft, {
    keep: (draft) =>
      open
        ? call("visit.save", { id, draft, revision: (made.check ?? screen.check).revision })
        : keepNotes(id, draft, client),
    failed: (error) => toast.error(error),
    lost,
    pauseMs: open ? undefined : NOTES_PAUSE_MS,
  });
  stores.set(key, made);
  return made;
}

export interface Visit {
  screen: VisitScreen | undefined;
  store: DraftStore | null;
  error: AppError | null;
  retry: () => void;
  /** The core has ended or changed the visit: its answer counts now. */
  settle: (screen: VisitScreen) => void;
}

export function useVisit(id: string): Visit {
  const client = useQueryClient();
  const reading = useReading("visit.get", { id });
  const screen = reading.data;
  const [, redraw] = useState(0);
  const state = screen?.record.state;
  const store = useMemo(
    () => (screen ? storeOf(screen, client) : null),
    // One store for a visit and its state: an answer that comes later must not bring an older draft back.
    // oxlint-disable-next-line react/exhaustive-deps
    [id, state, screen !== undefined, client],
  );

  useEffect(() => {
    if (!store) return;
    const keep = () => void store.flush();
    const hidden = () => {
      if (document.visibilityState === "hidden") keep();
    };
    addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", hidden);
    document.addEventListener("focusout", keep);
    return () => {
      removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", hidden);
      document.removeEventListener("focusout", keep);
      keep();
    };
  }, [store]);

  return {
    screen,
    store,
    error: reading.error,
    retry: () => void reading.refetch(),
    settle: (reply) => {
      if (reply.record.state !== "open") stores.delete(`${reply.record.id} draft`);
      client.setQueryData(["visit.get", { id: reply.record.id }], reply);
      redraw((n) => n + 1);
    },
  };
}

/** A visit that is no more leaves no draft behind. */
export function forgetDraft(id: string): void {
  stores.delete(`${id} draft`);
}
