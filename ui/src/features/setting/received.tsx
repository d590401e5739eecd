import { useEffect, useRef, useState } from "react";
import { useDoing } from "../../app/data";
import type { AppError } from "../../ipc/error";
import type { VerifyReport } from "../../ipc/types/VerifyReport";
import { FileDrop } from "../../parts/file-drop";
import { useText } from "../../text";
import { Erased, Findings, Verdict } from "./findings";
import css from "./parts.module.css";
import own from "./verify.module.css";

/** No evidence and no sheet is as large; more would only fill the memory. */
const MOST_BYTES = 200 * 1024 * 1024;

/** A file that somebody sent: whether it holds, who signed it, when, with which device's key. */
export function Received() {
  const t = useText();
  const words = t.setting.verify;
  const [name, setName] = useState("");
  const [report, setReport] = useState<VerifyReport | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const verify = useDoing("verify.file", { done: setReport, failed: setFailure });
  // What was found stands below the place to drop, which fills a phone.
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // A browser may give a promise back, which is no way to end an effect.
    if (report !== null || failure !== null) said.current?.scrollIntoView?.({ block: "nearest" });
  }, [report, failure]);
  const take = async (file: File) => {
    setName(file.name);
    setReport(null);
    setFailure(null);
    const about = { field: null, detail: { file: file.name } };
    if (file.size > MOST_BYTES) return setFailure({ code: "not_evidence", ...about });
    try {
      verify.run({ file_name: file.name }, new Uint8Array(await file.arrayBuffer()));
    } catch {
      // The browser could not read it: gone, or the USB stick was pulled out.
      setFailure({ code: "file_gone", ...about });
    }
  };
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.file}</h2>
      <p className={css.intro}>{words.fileIntro}</p>
      <FileDrop
        label={report || failure ? words.fileOther : words.fileChoose}
        accept=".json,.pdf,application/json,application/pdf"
        disabled={verify.busy}
        onFile={(file) => void take(file)}
      >
        <span className="soft small">{words.fileKinds}</span>
      </FileDrop>
      {verify.busy && <p role="status">{words.under}</p>}
      <div ref={said} className={css.group}>
        {failure && <Verdict good={false}>{t.say.error(failure)}</Verdict>}
        {report && <Said name={name} report={report} />}
      </div>
    </section>
  );
}

function Said({ name, report }: { name: string; report: VerifyReport }) {
  const t = useText();
  const words = t.setting.verify;
  const { intact, signed, findings, erased, keys_known } = report;
  const onlyErased = findings.every(({ kind }) => kind === "field_erased");
  return (
    <>
      <Verdict good={intact}>
        {intact ? words.fileIntact(name) : words.fileFound(name, findings.length)}
      </Verdict>
      <Findings
        findings={findings}
        end={
          <p className="soft">
            {words.todo}
            {onlyErased ? words.advice.erased : words.fileTodo}
          </p>
        }
      />
      {signed.length > 0 && (
        <ul className={css.card}>
          {signed.map((one) => (
            <li key={one.subject} className={own.finding}>
              <p className={css.name}>{t.say.signed(one)}</p>
              {(one.key_known || !keys_known) && (
                <p className="soft small">{t.say.signedKey(one.key_id, report)}</p>
              )}
            </li>
          ))}
        </ul>
      )}
      <Erased erased={erased} />
    </>
  );
}
