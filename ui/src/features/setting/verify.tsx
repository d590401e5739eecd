import { useState } from "react";
import { jobStore } from "../../app/job";
import { fileWritten } from "../../app/file";
import { useDoing, useReading } from "../../app/data";
import { href } from "../../app/router";
import type { FindingKind } from "../../ipc/types/FindingKind";
import type { VerifyFinding } from "../../ipc/types/VerifyFinding";
import type { VerifyReport } from "../../ipc/types/VerifyReport";
import { Button } from "../../parts/button";
import { JobProgress } from "../../parts/job-progress";
import { type Text, useText } from "../../text";
import { Erased, Findings, Verdict } from "./findings";
import css from "./parts.module.css";
import { Received } from "./received";
import own from "./verify.module.css";

type Advice = keyof Text["setting"]["verify"]["advice"];

/** What to do; where nothing is named the evidence itself is in doubt. */
const ADVICE: Partial<Record<FindingKind, Advice>> = {
  row_differs: "row",
  issue_differs: "row",
  form_altered: "row",
  number_missing: "missing",
  number_twice: "missing",
  tail_cut: "missing",
  tail_added: "missing",
  head_differs: "missing",
  head_missing: "missing",
  head_forged: "missing",
  head_file_missing: "missing",
  files_lost: "missing",
  record_without_evidence: "missing",
  evidence_without_record: "missing",
  photo_missing: "photo",
  photo_altered: "photo",
  paper_missing: "photo",
  paper_altered: "photo",
  paper_unproved: "row",
  key_unknown: "key",
  key_too_early: "key",
  field_erased: "erased",
  pages_altered: "database",
  table_unreadable: "database",
  database_broken: "database",
  database_unopenable: "database",
  journal_broken: "database",
  damage_found: "noticed",
};

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** 记录核验: what was signed on this device, and files that somebody sent. */
export function Verify() {
  return (
    <>
      <Folder />
      <Received />
    </>
  );
}

/** Everything signed on this device, and what was altered since. */
function Folder() {
  const t = useText();
  const words = t.setting.verify;
  const [report, setReport] = useState<VerifyReport | null>(null);
  const verify = useDoing("verify.all", {
    done: (said) => {
      jobStore.ended("verify");
      setReport(said);
    },
  });
  const written = useDoing("verify.export", { done: (file) => fileWritten(file, t) });
  return (
    <section className={css.group}>
      <h2 className={css.sub}>{words.folder}</h2>
      <p className={css.intro}>{words.intro}</p>
      {verify.busy ? (
        <JobProgress job="verify" label={words.under} />
      ) : (
        <div className={own.actions}>
          <Button kind={report ? "plain" : "primary"} icon="check" onPress={() => verify.run({})}>
            {report ? words.again : words.start}
          </Button>
          {report && report.checked > 0 && (
            <Button icon="export" busy={written.busy} onPress={() => written.run({})}>
              {words.report}
            </Button>
          )}
        </div>
      )}
      {report && !verify.busy && <Result report={report} />}
    </section>
  );
}

function Result({ report }: { report: VerifyReport }) {
  const t = useText();
  const words = t.setting.verify;
  const { certified, checked, erased, findings, intact } = report;
  const said = intact
    ? checked === 0
      ? words.none
      : words.intact(checked)
    : words.found(findings.length, checked);
  return (
    <>
      <Verdict good={intact}>{said}</Verdict>
      <Findings findings={findings} below={(finding) => <Advised finding={finding} />} />
      <Erased erased={erased} />
      {certified.map(({ key_id }) => (
        <p key={key_id} className="soft small">
          {t.say.signedKey(key_id, report)}
        </p>
      ))}
      {certified.length > 0 && report.confirmed_seq < report.last_seq && (
        <p className="soft small">{t.say.toConfirm(report)}</p>
      )}
    </>
  );
}

/** What to do about one, and the way to what it is about. */
function Advised({ finding }: { finding: VerifyFinding }) {
  const t = useText();
  const words = t.setting.verify;
  const visit = idIn(finding.subject, "visit_record");
  const issue = idIn(finding.subject, "issue");
  return (
    <>
      <p className="soft">
        {words.todo}
        {words.advice[ADVICE[finding.kind as FindingKind] ?? "evidence"]}
      </p>
      {visit && <ToVisit id={visit} />}
      {issue && <a href={href(["issue", issue])}>{words.seeIssue}</a>}
    </>
  );
}

/** The visit that a finding is about, by customer and day; where it cannot be read, only the way there. */
function ToVisit({ id }: { id: string }) {
  const t = useText();
  const { data } = useReading("visit.get", { id });
  const { see, of } = t.setting.verify;
  return (
    <a href={href(["visit", id])}>
      {data ? of(data.customer.name, t.format.date(data.record.date), see) : see}
    </a>
  );
}

/** The id behind a noun in what a finding is about: `visit_record 0192…`. */
function idIn(subject: string, noun: string): string | null {
  return new RegExp(`\\b${noun} (${UUID})`).exec(subject)?.[1] ?? null;
}
