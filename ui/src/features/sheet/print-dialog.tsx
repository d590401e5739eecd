import { useState } from "react";
import { useDoing } from "../../app/data";
import { openFile } from "../../app/file";
import { jobStore } from "../../app/job";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import { call } from "../../ipc/call";
import type { AppError } from "../../ipc/error";
import { asAppError } from "../../ipc/error";
import type { FileWritten } from "../../ipc/types/FileWritten";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import type { SheetKind } from "../../ipc/types/SheetKind";
import { Button, IconButton } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Input } from "../../parts/field";
import { JobProgress } from "../../parts/job-progress";
import { Segmented } from "../../parts/segmented";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import { Blanks } from "./blanks";
import css from "./print-dialog.module.css";

/** What is printed before leaving, and the records as they were filled in. */
type Choice = SheetKind | "filled";

const KINDS: Choice[] = ["all", "plan", "record", "handbook", "filled"];
const MOST_SPARE = 50;

/** 打印: which sheets of a week, in which layout, into which folder. */
export function PrintDialog({ board, onClose }: { board: PlanBoard; onClose: () => void }) {
  const t = useText();
  const words = t.sheet;
  const { settings, default_output_folder } = useStatus();
  const [kind, setKind] = useState<Choice>("all");
  const [full, setFull] = useState(false);
  const [duplex, setDuplex] = useState(false);
  const [spare, setSpare] = useState(0);
  const [dates, setDates] = useState<readonly string[]>([]);
  const [folder, setFolder] = useState(settings.output_folder ?? default_output_folder);
  const [asking, setAsking] = useState(settings.output_folder === null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [keeping, setKeeping] = useState(false);
  const withRecords = kind === "record" || kind === "all";
  const days = board.days.filter((day) => day.visits.length > 0);

  const printing = {
    done: ({ path, pages }: FileWritten) => {
      jobStore.ended("sheets");
      openFile(path);
      const saved = pages > 0 ? `${words.saved(path)} · ${words.pages(pages)}` : words.saved(path);
      toast.say(saved, {
        label: words.open,
        run: () => openFile(path),
      });
      onClose();
    },
    failed: (error: AppError) => {
      jobStore.ended("sheets");
      if (error.code === "cancelled") toast.say(words.cancelled);
      else {
        setFailure(error);
        if (error.code === "cannot_write") setAsking(true);
      }
    },
  };
  const print = useDoing("sheets.print", printing);
  const printFilled = useDoing("visit.print", printing);

  const start = async () => {
    setFailure(null);
    const chosen = folder.trim();
    if (chosen !== settings.output_folder) {
      setKeeping(true);
      try {
        await call("settings.save", { ...settings, output_folder: chosen });
      } catch (thrown) {
        setFailure(asAppError(thrown));
        setAsking(true);
        return;
      } finally {
        setKeeping(false);
      }
    }
    if (kind === "filled") {
      printFilled.run({ week: board.week, dates: [...dates], full });
      return;
    }
    print.run({
      week: board.week,
      kind,
      full: withRecords && full,
      duplex,
      spare: withRecords ? spare : 0,
      dates: [...dates],
    });
  };

  const missing = folder.trim() === "";
  const working = print.busy || printFilled.busy;
  const busy = working || keeping;
  return (
    <Dialog
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} disabled={busy}>
            {words.notNow}
          </Button>
          <Button kind="primary" icon="print" busy={busy} disabled={missing} onPress={() => void start()}>
            {words.print(words.kind[kind])}
          </Button>
        </>
      }
    >
      <fieldset className={css.kinds} disabled={busy}>
        <legend className="unseen">{words.kinds}</legend>
        {KINDS.map((one) => (
          <label key={one} className={css.kind}>
            <input
              type="radio"
              name="kind"
              aria-label={words.kind[one]}
              checked={kind === one}
              onChange={() => setKind(one)}
            />
            <span>
              <span className={css.name}>{words.kind[one]}</span>
              <span className="soft small">{words.kindTells[one]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind !== "filled" && <Blanks kind={kind} />}

      <section>
        <h3 className={css.heading}>{words.days}</h3>
        <div className={css.chips} role="group" aria-label={words.days}>
          <Chip on={dates.length === 0} disabled={busy} onPress={() => setDates([])}>
            {words.wholeWeek}
          </Chip>
          {days.map((day) => {
            const on = dates.includes(day.date);
            return (
              <Chip
                key={day.date}
                on={on}
                count={day.visits.length}
                disabled={busy}
                onPress={() =>
                  setDates(on ? dates.filter((date) => date !== day.date) : [...dates, day.date])
                }
              >
                {t.format.weekday(weekdayOf(day.date))}
              </Chip>
            );
          })}
        </div>
      </section>

      {kind !== "filled" && (
        <Switch
          label={words.duplex}
          hint={words.duplexTells}
          on={duplex}
          onChange={setDuplex}
          disabled={busy}
        />
      )}

      {(withRecords || kind === "filled") && (
        <div className={css.records}>
          <Segmented
            label={words.layout}
            value={full ? "full" : "two"}
            onChange={(layout) => setFull(layout === "full")}
            choices={[
              { value: "two", label: words.twoUp },
              { value: "full", label: words.full },
            ]}
          />
          {withRecords && (
            <div className={css.spare}>
              <span>
                <span className={css.name}>{words.spare}</span>
                <span className="soft small">{words.spareTells}</span>
              </span>
              <span className={css.stepper}>
                <IconButton
                  icon="minus"
                  label={words.spareLess}
                  disabled={busy || spare === 0}
                  onPress={() => setSpare(Math.max(0, spare - (spare > 10 ? 10 : 1)))}
                />
                <output className="figures" aria-label={words.spare}>
                  {words.spareCount(spare)}
                </output>
                <IconButton
                  icon="plus"
                  label={words.spareMore}
                  disabled={busy || spare >= MOST_SPARE}
                  onPress={() => setSpare(Math.min(MOST_SPARE, spare + (spare >= 10 ? 10 : 1)))}
                />
              </span>
            </div>
          )}
        </div>
      )}

      {asking ? (
        <Input
          label={words.folder}
          hint={words.folderTells}
          value={folder}
          onChange={setFolder}
          error={missing ? words.folderNeeded : null}
        />
      ) : (
        <p className={css.folder}>
          <span className="soft">{words.folderIs(folder)}</span>
          <Button kind="quiet" onPress={() => setAsking(true)}>
            {words.changeFolder}
          </Button>
        </p>
      )}
      {kind !== "filled" && <p className="soft small">{words.refreshed}</p>}
      {failure && (
        <p className={css.failure} role="alert">
          {t.say.error(failure)}
        </p>
      )}
      {working && <JobProgress job="sheets" label={words.printing} />}
    </Dialog>
  );
}
