import { useState } from "react";
import type { Now } from "../../app/clock";
import { useDoing, useReading, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import { useTyped } from "../../app/typed";
import type { IssueFile } from "../../ipc/types/IssueFile";
import type { StepKind } from "../../ipc/types/StepKind";
import type { Way } from "../../ipc/types/Way";
import { Button, ButtonLink } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { DateField } from "../../parts/date-field";
import { phoneIn } from "../../parts/deadline";
import { Input, Labelled } from "../../parts/field";
import { stateOf } from "../../parts/issue-line";
import { Segmented } from "../../parts/segmented";
import { TimeInput } from "../../parts/time-input";
import { useText } from "../../text";
import css from "./compose.module.css";
import { namesIn } from "./query";

const WAYS: readonly Way[] = ["phone", "wechat", "visit", "message"];

/** A correction of the visit takes an issue's place by itself. */
type Action = Exclude<StepKind, "superseded">;

/** What can be done about a case as it stands, the likeliest first. */
export function actionsFor(issue: IssueFile["issue"]): Action[] {
  const state = stateOf(issue);
  if (state === "closed") return ["reopened", "note"];
  const report: Action[] = ["reported"];
  const first = issue.urgent && issue.reported_at === null ? report : [];
  const later = first.length > 0 ? [] : report;
  if (state === "waiting") return [...first, "answered", "passed_on", "resolved", ...later, "note"];
  if (state === "answered") return [...first, "resolved", "passed_on", ...later, "note"];
  return [...first, "told", "reopened", ...later, "note"];
}

/** The foot of a case: one action opens its few fields, and is logged as a step. */
export function Compose({ file, now }: { file: IssueFile; now: Now }) {
  const t = useText();
  const [kind, setKind] = useTyped<Action | null>(`${file.issue.id} step`, null);
  const actions = file.superseded ? [] : actionsFor(file.issue);
  const shown = kind !== null && actions.includes(kind) ? kind : null;
  return (
    <section className={css.compose}>
      <div className={css.actions}>
        {actions.map((one, index) => (
          <Button
            key={one}
            kind={index === 0 && shown === null && one !== "reopened" ? "primary" : "plain"}
            icon={one === "reported" ? "phone" : undefined}
            onPress={() => setKind(one === shown ? null : one)}
          >
            {t.issue.actions[one]}
          </Button>
        ))}
      </div>
      {shown && <Step key={shown} kind={shown} file={file} now={now} onDone={() => setKind(null)} />}
    </section>
  );
}

function Step({ kind, file, now, onDone }: { kind: Action; file: IssueFile; now: Now; onDone: () => void }) {
  const t = useText();
  const settle = useSettle();
  const { issue } = file;
  const named = kind === "passed_on" || kind === "reported" ? kind : null;
  const everything = useReading(
    "issue.list",
    { scope: "all", text: "", kind: null, customer_id: null },
    { enabled: named !== null },
  );
  const names = namesIn(everything.data?.issues ?? [], kind === "reported" ? "reported_to" : "owner");
  const form = `${issue.id} ${kind}`;
  const [text, setText] = useTyped(`${form} text`, kind === "told" ? (issue.outcome ?? "") : "");
  const [to, setTo] = useTyped(`${form} to`, "");
  const [way, setWay] = useTyped<Way>(`${form} way`, "phone");
  // null: now, whenever it is logged.
  const [date, setDate] = useTyped<string | null>(`${form} date`, null);
  const [minute, setMinute] = useTyped<number | null>(`${form} minute`, null);
  const [fault, setFault] = useState<"text" | "to" | "time" | null>(null);
  const step = useDoing("issue.step", {
    done: (reply) => {
      settle("issue.get", { id: issue.id }, reply);
      toast.say(t.issue.recorded(t.issue.actions[kind]), undefined, "step");
      onDone();
    },
  });
  const needsText = kind === "note" || kind === "answered" || kind === "resolved" || kind === "reopened";
  const phone = phoneIn(to);

  const log = () => {
    const at = date === null && minute === null ? null : t.format.at(date ?? now.date, minute ?? now.min);
    if (named && to.trim() === "") return setFault("to");
    if (needsText && text.trim() === "") return setFault("text");
    // The minute that is running may be named.
    if (at !== null && at > now.ms + 60_000) return setFault("time");
    setFault(null);
    return step.run({
      issue_id: issue.id,
      kind,
      at,
      text: text.trim() || null,
      to: named ? to.trim() : null,
      way: kind === "told" ? way : null,
    });
  };
  const copy = () =>
    void navigator.clipboard.writeText(text.trim()).then(() => toast.say(t.issue.copied, undefined, "copy"));

  return (
    <form
      className={css.step}
      onSubmit={(event) => {
        event.preventDefault();
        log();
      }}
    >
      {named && (
        <>
          <Input
            label={t.issue.to[named]}
            placeholder={t.issue.toHint[named]}
            value={to}
            maxLength={60}
            autoFocus
            error={fault === "to" ? t.issue.missingTo : null}
            onChange={setTo}
          />
          {names.length > 0 && (
            <div className={css.chips} role="group" aria-label={t.issue.to[named]}>
              {names.map((name) => (
                <Chip key={name} on={to === name} onPress={() => setTo(name)}>
                  {name}
                </Chip>
              ))}
            </div>
          )}
          {kind === "reported" && phone && (
            <div>
              <ButtonLink icon="phone" to={`tel:${phone}`}>
                {t.issue.callTo(phone)}
              </ButtonLink>
            </div>
          )}
        </>
      )}
      {kind === "told" && (
        <Segmented
          label={t.issue.way}
          choices={WAYS.map((value) => ({ value, label: t.issue.ways[value] }))}
          value={way}
          onChange={setWay}
        />
      )}
      <Input
        label={t.issue.ask[kind]}
        placeholder={t.issue.textHint[kind]}
        value={text}
        long
        maxLength={500}
        autoFocus={!named && kind !== "told"}
        error={fault === "text" ? t.issue.missingText : null}
        onChange={setText}
      />
      {kind === "told" && way === "wechat" && (
        <div className={css.wechat}>
          <Button icon="file" disabled={text.trim() === ""} onPress={copy}>
            {t.issue.copyText}
          </Button>
          <span className="soft small">{t.issue.wechatHint}</span>
        </div>
      )}
      {kind !== "note" && (
        <div className={css.when}>
          <DateField
            label={t.issue.on}
            value={date ?? now.date}
            clearable={false}
            onChange={(next) => setDate(next)}
          />
          <Labelled label={t.issue.when} error={fault === "time" ? t.issue.lateTime : null}>
            <TimeInput label={t.issue.when} value={minute ?? now.min} onChange={setMinute} />
          </Labelled>
        </div>
      )}
      <div className={css.foot}>
        <Button onPress={onDone}>{t.app.cancel}</Button>
        <Button kind="primary" type="submit" busy={step.busy}>
          {kind === "told" && way === "wechat" ? t.issue.wechatLog : t.issue.record(t.issue.actions[kind])}
        </Button>
      </div>
    </form>
  );
}
