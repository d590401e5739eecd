import { useCallback, useEffect, useState } from "react";
import { useDoing } from "../../app/data";
import { openFile } from "../../app/file";
import { jobStore } from "../../app/job";
import { usePhone } from "../../app/media";
import { href, navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import type { PlanProposal } from "../../ipc/types/PlanProposal";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Empty } from "../../parts/empty";
import { useText } from "../../text";
import { PrintDialog } from "../sheet/print-dialog";
import { AddDialog } from "./add-dialog";
import { findVisit } from "./board";
import { DifferenceDialog } from "./difference-dialog";
import css from "./index.module.css";
import { type Ask, PlanHead, ToCustomers } from "./plan-head";
import { PlanMap } from "./plan-map";
import { Unplanned } from "./unplanned";
import { usePlan } from "./use-plan";
import { VisitPanel } from "./visit-panel";
import { isWeek } from "./week";
import { WeekBoard } from "./week-board";

const MAP_KEPT = "rounds.plan.map";

/** 计划: `#/plan/2026-W49?visit=…`. */
export default function PlanScreen() {
  const { path } = useRoute();
  const { next_week } = useStatus();
  const week = path[1] && isWeek(path[1]) ? path[1] : next_week;
  return <Week key={week} week={week} />;
}

function Week({ week }: { week: string }) {
  const t = useText();
  const status = useStatus();
  const phone = usePhone();
  const { query } = useRoute();
  const { board, error, retiming, actions } = usePlan(week);
  const [asked, setAsked] = useState<"print" | "finalise" | "add" | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [mapOpen, setMapOpen] = useState(localStorage.getItem(MAP_KEPT) === "open");
  const [making, setMaking] = useState(false);

  const go = useCallback(
    (change: Record<string, string | null>) => {
      const kept = Object.fromEntries(query);
      navigate(href(["plan", week], { ...kept, ...change }), { replace: true });
    },
    [query, week],
  );
  const open = useCallback((id: string) => go({ visit: id, panel: null }), [go]);
  const close = useCallback(() => go({ visit: null, panel: null }), [go]);

  const [proposal, setProposal] = useState<PlanProposal | null>(null);
  const propose = useDoing("plan.propose", {
    done: (reply) => {
      jobStore.ended("plan");
      setProposal(reply);
    },
    failed: (failure) => {
      jobStore.ended("plan");
      if (failure.code === "cancelled") toast.say(t.plan.cancelled);
      else toast.error(failure);
    },
  });
  const exported = useDoing("plan.export", {
    done: ({ path }) => toast.say(t.plan.exported(path), { label: t.plan.open, run: () => openFile(path) }),
  });

  const make = async () => {
    setMaking(true);
    await actions.make();
    jobStore.ended("plan");
    setMaking(false);
  };
  const undo = useCallback(async () => (await actions.undo()) && toast.say(t.plan.undone), [actions, t]);
  const redo = useCallback(async () => (await actions.redo()) && toast.say(t.plan.redone), [actions, t]);
  const remove = useCallback(
    (id: string) => {
      const name = board && findVisit(board, id)?.customer.name;
      void actions.remove(id).then((done) => {
        if (done && name)
          toast.say(t.plan.visit.removed(name), { label: t.plan.undo, run: () => void undo() });
      });
      if (query.get("visit") === id) close();
    },
    [actions, board, close, query, t, undo],
  );

  useUndoKeys(board, undo, redo);

  const ask = (what: Ask) => {
    switch (what) {
      case "make":
        return void make();
      case "remake":
        return propose.run({ week, seed: null, iterations: null });
      case "export":
        return exported.run({ week });
      case "undo":
        return void undo();
      case "redo":
        return void redo();
      case "unplanned":
        return go({ panel: query.get("panel") === "unplanned" ? null : "unplanned", visit: null });
      case "map":
        localStorage.setItem(MAP_KEPT, mapOpen ? "" : "open");
        return setMapOpen(!mapOpen);
      default:
        return setAsked(what);
    }
  };

  const shown = query.get("visit");
  const visit = board && shown ? findVisit(board, shown) : undefined;
  const panel = query.get("panel");
  const day = query.get("day") ?? firstDay(board, status.today);
  const busy: Ask | null = making ? "make" : propose.busy ? "remake" : exported.busy ? "export" : null;

  const side = board && (
    <>
      {visit && (
        <VisitPanel
          key={visit.id}
          visit={visit}
          board={board}
          actions={actions}
          over={phone}
          onRemove={remove}
          onClose={close}
        />
      )}
      {!visit && panel === "unplanned" && (
        <Unplanned board={board} actions={actions} over={phone} onOpen={open} onClose={close} />
      )}
    </>
  );

  return (
    <div className={css.screen}>
      <PlanHead
        week={week}
        board={board}
        busy={busy}
        phone={phone}
        mapOpen={mapOpen}
        unplannedOpen={panel === "unplanned" && !visit}
        onAsk={ask}
      />
      {error && !board && <Empty icon="warning" title={t.say.error(error)} />}
      {board && !board.plan && <NoPlan board={board} busy={making} onMake={() => void make()} />}
      {board?.plan && (
        <>
          <WeekBoard
            board={board}
            today={status.today}
            actions={actions}
            retiming={retiming}
            selected={visit?.id ?? null}
            single={phone}
            day={day}
            onDay={(date) => go({ day: date })}
            onOpen={open}
            onRemove={remove}
            onPoint={setPointed}
            side={side}
          />
          {mapOpen && (
            <PlanMap
              board={board}
              lit={phone ? day : (pointed ?? query.get("lit"))}
              selected={visit?.id ?? null}
              onOpen={open}
              onDay={(date) => go(phone ? { day: date ?? day } : { lit: date })}
            />
          )}
        </>
      )}
      {board && asked === "add" && (
        <AddDialog
          board={board}
          day={phone ? day : null}
          onAdd={(id, name, date) =>
            void actions.add(id, date).then((done) => {
              if (done) toast.say(t.plan.added(name), { label: t.plan.undo, run: () => void undo() });
            })
          }
          onClose={() => setAsked(null)}
        />
      )}
      {board && asked === "print" && <PrintDialog board={board} onClose={() => setAsked(null)} />}
      {board && asked === "finalise" && (
        <FinaliseDialog
          board={board}
          onFinalise={() => {
            setAsked(null);
            void actions.finalise().then((done) => done && toast.say(t.plan.finalised));
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {proposal && (
        <DifferenceDialog
          proposal={proposal}
          onAccept={() => {
            setProposal(null);
            void actions.accept(proposal.token).then((done) => {
              if (done) toast.say(t.plan.difference.accepted, { label: t.plan.undo, run: () => void undo() });
            });
          }}
          onClose={() => setProposal(null)}
        />
      )}
    </div>
  );
}

/** The first day in sight on a phone: today where it is in the week, else the first with visits. */
function firstDay(board: PlanBoard | undefined, today: string): string {
  if (!board) return today;
  const day =
    board.days.find(({ date }) => date === today) ??
    board.days.find(({ visits }) => visits.length > 0) ??
    board.days[0];
  return day?.date ?? today;
}

function NoPlan({ board, busy, onMake }: { board: PlanBoard; busy: boolean; onMake: () => void }) {
  const t = useText();
  const { customer_count, this_week, next_week } = useStatus();
  const words = t.plan.empty;
  const week =
    board.week === next_week
      ? t.plan.nextWeek
      : board.week === this_week
        ? t.plan.thisWeek
        : t.format.week(board.week);
  if (customer_count === 0) {
    return (
      <Empty
        icon="customer"
        title={words.noCustomers}
        text={words.noCustomersBody}
        action={<ToCustomers />}
      />
    );
  }
  if (board.week < this_week) return <Empty icon="plan" title={words.past} />;
  return (
    <Empty
      icon="plan"
      title={words.title(week)}
      text={words.body}
      action={
        <Button kind="primary" icon="spark" busy={busy} onPress={onMake}>
          {t.plan.make(week)}
        </Button>
      }
    />
  );
}

function FinaliseDialog({
  board,
  onFinalise,
  onClose,
}: {
  board: PlanBoard;
  onFinalise: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const pressing = board.unplanned.filter(({ reason }) => reason.kind !== "postponed").length;
  return (
    <Dialog
      title={t.plan.finaliseAsk(t.format.week(board.week))}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.plan.keepDraft}</Button>
          <Button kind="primary" onPress={onFinalise}>
            {t.plan.finalise}
          </Button>
        </>
      }
    >
      <p>{t.plan.finaliseTells}</p>
      {pressing > 0 && <p className={css.pressing}>{t.plan.finaliseUnplanned(pressing)}</p>}
    </Dialog>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z, except where a field undoes its own typing. */
function useUndoKeys(board: PlanBoard | undefined, undo: () => unknown, redo: () => unknown): void {
  const canUndo = board?.can_undo ?? false;
  const canRedo = board?.can_redo ?? false;
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable]"))
        return;
      const key = event.key.toLowerCase();
      const back = key === "z" && !event.shiftKey;
      const forth = (key === "z" && event.shiftKey) || key === "y";
      if (!back && !forth) return;
      event.preventDefault();
      if (back && canUndo) undo();
      if (forth && canRedo) redo();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [canUndo, canRedo, undo, redo]);
}
