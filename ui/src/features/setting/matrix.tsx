import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import type { AppError } from "../../ipc/error";
import type { MatrixView } from "../../ipc/types/MatrixView";
import { Button } from "../../parts/button";
import { FileDrop } from "../../parts/file-drop";
import { useText } from "../../text";
import css from "./parts.module.css";

/** As many names as one line takes. */
const NAMED = 3;

/** 路程表: real ways from a file, what it lacks, and the way back to estimates. */
export function Matrix() {
  const t = useText();
  const words = t.planner;
  const settle = useSettle();
  const matrix = useReading("travel.matrix", {});
  const [refused, setRefused] = useState<{ file: string; error: AppError } | null>(null);
  const take = useDoing("travel.import_matrix", {
    done: (reply) => {
      setRefused(null);
      settle("travel.matrix", {}, reply);
      toast.say(words.matrixUsed(reply.file_name));
    },
    failed: (error, { file_name }) => setRefused({ file: file_name, error }),
  });
  const remove = useDoing("travel.delete_matrix", {
    done: () => {
      settle("travel.matrix", {}, null);
      toast.say(words.matrixRemoved);
    },
  });
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.matrix}</h2>
      <p className="soft small">{words.matrixTells}</p>
      {matrix.error && <p role="alert">{t.say.error(matrix.error)}</p>}
      {matrix.data && (
        <div className={css.card}>
          <div className={css.row}>
            <span className={css.words}>
              <span className={css.name}>
                {words.matrixNow(matrix.data.file_name, t.format.instant(matrix.data.imported_at))}
              </span>
              <MatrixFacts matrix={matrix.data} />
            </span>
            <Button busy={remove.busy} onPress={() => remove.run({})}>
              {words.matrixRemove}
            </Button>
          </div>
        </div>
      )}
      {refused && (
        <p className={css.warn} role="alert">
          <span>
            {words.matrixRefused(refused.file)}
            {t.say.error(refused.error)}
          </span>
        </p>
      )}
      <FileDrop
        label={words.matrixChoose}
        accept=".csv,.bin,.rtm"
        disabled={take.busy}
        onFile={(file) =>
          void file.arrayBuffer().then((bytes) => take.run({ file_name: file.name }, new Uint8Array(bytes)))
        }
      >
        <span className="soft small">{words.matrixSample}</span>
      </FileDrop>
    </section>
  );
}

function MatrixFacts({ matrix }: { matrix: MatrixView }) {
  const t = useText();
  const words = t.planner;
  const { has_metres, has_minutes, places, gaps, has_start, without } = matrix;
  const what =
    has_metres && has_minutes ? words.matrixBoth : has_metres ? words.matrixMetres : words.matrixMinutes;
  const names = without
    .slice(0, NAMED)
    .map(({ name }) => name)
    .join(t.planner.comma);
  const facts = [
    words.matrixHolds(places, what),
    gaps > 0 && words.matrixGaps(gaps),
    !has_start && words.matrixNoStart,
    without.length > 0 &&
      words.matrixMissing(
        without.length,
        without.length > NAMED ? words.matrixAnd(names, without.length - NAMED) : names,
      ),
  ].filter(Boolean);
  return (
    <span className="soft small figures">
      {facts.map((fact) => (
        <span key={String(fact)} className={css.line}>
          {fact}
        </span>
      ))}
    </span>
  );
}
