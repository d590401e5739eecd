import { useCallback, useEffect, useRef, useState } from "react";
import { useDoing } from "../../app/data";
import { fileWritten } from "../../app/file";
import { jobStore } from "../../app/job";
import { usePhone } from "../../app/media";
import { href, navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import type { MoveCost } from "../../ipc/types/MoveCost";
import type { RepairCause } from "../../ipc/types/RepairCause";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { type Text, useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { PrintDialog } from "../sheet/print-dialog";
import { AddDialog } from "./add-dialog";
import { findVisit, warningsOf } from "./board";
import { causeKey, keepQuiet, quietCauses } from "./cause";
import { type DayAsk, unrecordedOf } from "./day-head";
import { DifferenceDialog } from "./difference-dialog";
import { FinaliseDialog } from "./finalise-dialog";
import css from "./index.module.css";
import { NoPlan } from "./no-plan";
import { OutlookPanel } from "./outlook-panel";
import { OutlookStrip } from "./outlook-strip";
import { type Ask, PlanHead } from "./plan-head";
import { PlanMap } from "./plan-map";
import { RepairLine } from "./repair-line";
import { StyleDialog } from "./style-dialog";
import { Unplanned } from "./unplanned";
import { costWords, lateWords } from "./use-cost";
import { usePlan } from "./use-plan";
import { useProposal } from "./use-proposal";
import { useRemedy } from "./use-remedy";
import { useUndoKeys } from "./use-undo-keys";
import { VisitPanel } from "./visit-panel";
import { isWeek } from "./week";
import { WeekBoard } from "./week-board";

const MAP_KEPT = "rounds.plan.map";

/** 计划: `#/plan/2026-W49?visit=…`. */
export default function PlanScreen() {
  const { path } = useRoute();
  const { next_week } = useStatus();
  const week = path[1] ?? next_week;
  return isWeek(week) ? <Week key={week} week={week} /> : <NoWeek named={week} />;
}

/** An address that names no week. */
function NoWeek({ named }: { named: string }) {
  const t = useText();
  return (
    <Empty
      page
      icon="plan"
      title={t.plan.noWeek(named)}
      text={t.plan.noWeekText}
      action={<ButtonLink to={href(["plan"])}>{t.plan.toNextWeek}</ButtonLink>}
    />
  );
}

function Week({ week }: { week: string }) {
  const t = useText();
  const status = useStatus();
  const phone = usePhone();
  const { query } = useRoute();
  const told = useRef<PlanBoard>(undefined);
  const undoRef = useRef((_step: string | null) => {});
  const sayMove = useCallback(
    (id: string, cost: MoveCost, step: string | null) => {
      const visit = told.current && findVisit(told.current, id);
      if (!visit) return;
      const words = t.plan.dragCost.moved(
        visit.customer.name,
        t.format.weekday(weekdayOf(cost.date)),
        [lateWords(visit, cost.date, t), costWords(cost, t)].filter(Boolean).join(" · "),
      );
      toast.say(
        words,
        undoOf(t, step, (only) => undoRef.current(only)),
        "moved",
      );
    },
    [t],
  );
  const { board, error, retiming, actions } = usePlan(week, sayMove);
  const past = week < status.this_week;
  const [asked, setAsked] = useState<"print" | "finalise" | "add" | "style" | null>(null);
  const [pointed, setPointed] = useState<string | null>(null);
  const [mapOpen, setMapOpen] = useState(localStorage.getItem(MAP_KEPT) === "open");
  const [making, setMaking] = useState(false);
  const proposing = useProposal(week);
  const [quiet, setQuiet] = useState(() => quietCauses(week));

  const go = useCallback(
    (change: Record<string, string | null>) => {
      const kept = Object.fromEntries(query);
      navigate(href(["plan", week], { ...kept, ...change }), { replace: true });
    },
    [query, week],
  );
  const open = useCallback((id: string) => go({ visit: id, panel: null }), [go]);
  const close = useCallback(() => go({ visit: null, panel: null, ahead: null }), [go]);

  const exported = useDoing("plan.export", { done: (file) => fileWritten(file, t) });
  const { repair } = proposing;
  const askOfDay = useCallback(
    (what: DayAsk, date: string) => {
      if (what === "lost") return repair([date]);
      if (what === "missed") {
        const day = told.current?.days.find((one) => one.date === date);
        const count = day ? unrecordedOf(day) : 0;
        void actions.missDay(date).then((done) => {
          if (!done) return;
          toast.say(
            t.plan.daySaidMissed(count),
            undoOf(t, done.step, (only) => undoRef.current(only)),
          );
        });
        return;
      }
      call("plan.export_day", { date, format: what }).then(
        (file) => fileWritten(file, t),
        (thrown: unknown) => toast.error(asAppError(thrown)),
      );
    },
    [actions, repair, t],
  );

  const make = async () => {
    setMaking(true);
    await actions.make();
    jobStore.ended("plan");
    setMaking(false);
  };
  const undo = useCallback(
    async (step: string | null = null) => (await actions.undo(step)) && toast.say(t.plan.undone),
    [actions, t],
  );
  const redo = useCallback(async () => (await actions.redo()) && toast.say(t.plan.redone), [actions, t]);
  useEffect(() => {
    told.current = board;
    undoRef.current = (step) => void undo(step);
  });
  const remove = useCallback(
    (id: string) => {
      const name = board && findVisit(board, id)?.customer.name;
      void actions.remove(id).then((done) => {
        if (done && name) toast.say(t.plan.visit.removed(name), undoOf(t, done.step, undo));
      });
      if (query.get("visit") === id) close();
    },
    [actions, board, close, query, t, undo],
  );

  const remedy = useRemedy(board, actions);
  useUndoKeys(board, undo, redo);

  const shown = query.get("visit");
  const visit = board && shown ? findVisit(board, shown) : undefined;
  const panel = query.get("panel");
  const ahead = query.get("ahead");

  const ask = (what: Ask) => {
    switch (what) {
      case "make":
        return void make();
      case "remake":
        return proposing.remake();
      case "export":
        return exported.run({ week });
      case "undo":
        return void undo();
      case "redo":
        return void redo();
      case "unplanned":
        return go({ panel: panel === "unplanned" ? null : "unplanned", visit: null, ahead: null });
      case "map":
        localStorage.setItem(MAP_KEPT, mapOpen ? "" : "open");
        return setMapOpen(!mapOpen);
      default:
        return setAsked(what);
    }
  };

  const day = query.get("day") ?? firstDay(board, status.today);
  const busy: Ask | null = making ? "make" : proposing.busy ? "remake" : exported.busy ? "export" : null;

  const causes = (board?.to_repair ?? []).filter((cause) => !quiet.includes(causeKey(cause)));

  const hush = (declined: RepairCause[]) => {
    keepQuiet(week, declined);
    setQuiet(quietCauses(week));
  };

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
        <Unplanned
          board={board}
          onRemedy={(row) => void remedy(row)}
          actions={actions}
          over={phone}
          onOpen={open}
          onClose={close}
        />
      )}
      {!visit && panel === "outlook" && ahead && (
        <OutlookPanel week={week} ahead={ahead} over={phone} onClose={close} />
      )}
    </>
  );

  const map = board && (
    <PlanMap board={board} lit={phone ? day : pointed} selected={visit?.id ?? null} onOpen={open} />
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
      {board?.plan && !past && causes.length > 0 && (
        <RepairLine
          causes={causes}
          busy={proposing.busy}
          onLook={() => proposing.repair([])}
          onDismiss={() => hush(causes)}
        />
      )}
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
            onDayAsk={askOfDay}
            instead={phone && mapOpen && map}
            side={side}
          />
          {/* The map takes the room. */}
          {(!mapOpen || panel === "outlook") && (
            <OutlookStrip
              week={week}
              open={panel === "outlook" && !visit ? ahead : null}
              onOpen={(to) => go({ panel: to && "outlook", ahead: to, visit: null })}
            />
          )}
          {mapOpen && !phone && map}
        </>
      )}
      {board && asked === "add" && (
        <AddDialog
          board={board}
          day={phone ? day : null}
          onAdd={(id, name, date) =>
            void actions.add(id, date).then((done) => {
              if (!done) return;
              const [wrong] = warningsOf(done.board, id);
              const words = wrong ? t.plan.addedWarned(name, t.say.error(wrong)) : t.plan.added(name);
              toast.say(words, undoOf(t, done.step, undo));
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
      {asked === "style" && (
        <StyleDialog
          onReplan={
            board?.plan?.status === "draft" && !past
              ? () => {
                  setAsked(null);
                  proposing.remake();
                }
              : null
          }
          onClose={() => setAsked(null)}
        />
      )}
      {proposing.proposal && (
        <DifferenceDialog
          key={proposing.proposal.token}
          proposal={proposing.proposal}
          onAccept={(chosen) => {
            const { token } = proposing.proposal ?? { token: "" };
            proposing.close();
            void actions.accept(token, chosen).then((done) => {
              const words = t.plan.difference;
              if (done)
                toast.say(
                  chosen ? words.acceptedSome(chosen.length) : words.accepted,
                  undoOf(t, done.step, undo),
                );
            });
          }}
          onClose={() => {
            const declined = proposing.proposal?.causes ?? [];
            proposing.close();
            if (declined.length > 0) hush(declined);
          }}
        />
      )}
    </div>
  );
}

/** 撤销 of a note: the step that it tells of, and no other. */
function undoOf(t: Text, step: string | null, undo: (step: string | null) => unknown) {
  return { label: t.plan.undo, run: () => void undo(step), step: step ?? undefined };
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
