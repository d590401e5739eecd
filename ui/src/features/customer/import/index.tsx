import { useEffect, useState } from "react";
import { undo, useDoing } from "../../../app/data";
import { handover } from "../../../app/handover";
import { jobStore } from "../../../app/job";
import { href, navigate } from "../../../app/router";
import { useStatus } from "../../../app/status";
import { call } from "../../../ipc/call";
import { type AppError, asAppError } from "../../../ipc/error";
import type { ImportPreview } from "../../../ipc/types/ImportPreview";
import type { ImportResult } from "../../../ipc/types/ImportResult";
import type { Datum } from "../../../ipc/types/Datum";
import { Button, ButtonLink } from "../../../parts/button";
import { Empty } from "../../../parts/empty";
import { FileDrop } from "../../../parts/file-drop";
import { Icon } from "../../../parts/icon";
import { PageHead } from "../../../parts/page-head";
import { Progress } from "../../../parts/progress";
import { Select } from "../../../parts/select";
import { useText } from "../../../text";
import { Columns } from "./columns";
import css from "./import.module.css";
import { type Mapping, columnsOf, columnsWith, remapped, withColumn } from "./mapping";
import { Rows } from "./rows";

const DATUMS: readonly Datum[] = ["gcj02", "bd09", "wgs84"];

interface Chosen {
  name: string;
  bytes: Uint8Array;
}

/** 导入: choose a file, see what every row would become, then apply it as one step that can be undone. */
export function Import() {
  const t = useText();
  const words = t.customer.importing;
  const { settings } = useStatus();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [datum, setDatum] = useState<Datum>(settings.import_datum);
  const [mapping, setMapping] = useState<Mapping>({});
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [reading, setReading] = useState(false);
  const [result, setResult] = useState<ImportResult | null>(null);

  const read = async (file: Chosen, as: Datum, by: Mapping) => {
    setReading(true);
    const before = preview?.token;
    try {
      if (before) await call("import.cancel", { token: before });
      setPreview(await call("import.preview", { file_name: file.name, datum: as, mapping: by }, file.bytes));
      setFailure(null);
    } catch (thrown) {
      setPreview(null);
      setFailure(asAppError(thrown));
    } finally {
      setReading(false);
      jobStore.ended("import");
    }
  };
  const choose = async (file: File) => {
    setResult(null);
    setPreview(null);
    setMapping({});
    try {
      const next = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      setChosen(next);
      await read(next, datum, {});
    } catch {
      // The browser could not read it: gone, or the USB stick was pulled out.
      setFailure({ code: "file_gone", field: null, detail: { file: file.name } });
    }
  };
  const again = (as: Datum, by: Mapping) => {
    setDatum(as);
    setMapping(by);
    if (chosen) void read(chosen, as, by);
  };
  const apply = useDoing("import.apply", {
    done: (reply) => {
      jobStore.ended("import");
      setResult(reply);
    },
  });
  const leave = () => {
    if (preview) void call("import.cancel", { token: preview.token }).catch(() => undefined);
    navigate(href(["customer"]));
  };

  // The first start has handed a workbook over.
  useEffect(() => {
    const given = handover.take();
    if (given) void choose(given);
    // Once, when the screen opens.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  if (result && preview) {
    return (
      <Done
        result={result}
        onUndone={() => {
          setResult(null);
          setChosen(null);
          setPreview(null);
        }}
      />
    );
  }

  const columns = preview
    ? preview.outcome.columns
    : columnsWith(columnsOf(failure?.detail.headings), mapping);
  const outcome = preview?.outcome;
  const coming = (outcome?.new ?? 0) + (outcome?.changed ?? 0);

  return (
    <div className={css.screen}>
      <PageHead
        title={words.title}
        facts={chosen?.name}
        lead={
          <a className={css.back} href={href(["customer"])} aria-label={t.customer.backToList}>
            <Icon name="back" />
          </a>
        }
      />
      <div className={css.body}>
        {!chosen && (
          <FileDrop
            label={words.choose}
            accept=".xlsx,.xls,.ods,.csv"
            primary
            onFile={(file) => void choose(file)}
          >
            <p>{words.drop}</p>
            <p className="small">{words.kinds}</p>
          </FileDrop>
        )}
        <div className={css.settings}>
          <div className={css.datum}>
            <Select
              label={words.datum}
              value={datum}
              options={DATUMS.map((value) => ({ value, label: t.shared.datums[value] }))}
              onChange={(value) => again(DATUMS.find((one) => one === value) ?? "gcj02", mapping)}
            />
            <p className="soft small">{words.datumHint}</p>
          </div>
          {chosen && (
            <div className={css.other}>
              <FileDrop
                label={words.other}
                accept=".xlsx,.xls,.ods,.csv"
                disabled={reading || apply.busy}
                onFile={(file) => void choose(file)}
              />
            </div>
          )}
        </div>

        {reading && <Progress label={words.reading} done={0} total={0} />}
        {failure && !reading && (
          <div className={css.failure} role="alert">
            <Icon name="warning" />
            <div>
              <strong>{words.failed}</strong>
              <p>{t.say.error(failure)}</p>
            </div>
          </div>
        )}
        {columns.length > 0 && (
          <Columns
            columns={columns}
            open={failure !== null}
            disabled={reading}
            unread={!preview}
            onMap={(heading, field) =>
              again(datum, preview ? remapped(columns, heading, field) : withColumn(mapping, heading, field))
            }
          />
        )}
        {outcome && <Rows outcome={outcome} />}
      </div>
      {outcome && (
        <footer className={css.foot}>
          <p className={css.note}>{outcome.rejected_rows > 0 && words.rejectedStay(outcome.rejected_rows)}</p>
          <Button onPress={leave}>{words.cancel}</Button>
          <Button
            kind="primary"
            busy={apply.busy || reading}
            disabled={coming === 0}
            onPress={() => preview && apply.run({ token: preview.token })}
          >
            {coming === 0 ? words.applyNone : words.apply(coming)}
          </Button>
        </footer>
      )}
    </div>
  );
}

function Done({ result, onUndone }: { result: ImportResult; onUndone: () => void }) {
  const t = useText();
  const words = t.customer.importing;
  const { next_week: week } = useStatus();
  const { tx_id: txId } = result;
  return (
    <Empty
      page
      icon="check"
      title={words.done}
      text={[
        words.doneText(result.new, result.changed, result.same),
        result.rejected > 0 ? words.doneRejected(result.rejected) : "",
      ].join("")}
      action={
        <>
          <ButtonLink kind="primary" to={href(["customer"])}>
            {words.toList}
          </ButtonLink>
          <ButtonLink to={href(["plan", week])}>{words.toPlan}</ButtonLink>
          {txId && (
            <Button
              kind="quiet"
              icon="undo"
              onPress={() => {
                undo(txId, words.undone);
                onUndone();
              }}
            >
              {words.undoAll}
            </Button>
          )}
        </>
      }
    />
  );
}
