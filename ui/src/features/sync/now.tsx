import { useState } from "react";
import { useJob } from "../../app/job";
import { href } from "../../app/router";
import { signedIn, useSync, useSyncing } from "../../app/sync";
import { toast } from "../../app/toast";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import type { SyncDone } from "../../ipc/types/SyncDone";
import type { SyncEnrolled } from "../../ipc/types/SyncEnrolled";
import type { SyncStatus } from "../../ipc/types/SyncStatus";
import { Button, ButtonLink } from "../../parts/button";
import { EnrolForm } from "../../parts/enrol-form";
import { Icon } from "../../parts/icon";
import { Input } from "../../parts/field";
import { Progress } from "../../parts/progress";
import { useText } from "../../text";
import css from "./index.module.css";

/** Where both sides stand, and 立即同步. */
export function Now({
  status,
  enrolled,
  onEnrolled,
}: {
  status: SyncStatus;
  enrolled: SyncEnrolled | null;
  onEnrolled: (reply: SyncEnrolled) => void;
}) {
  const t = useText();
  const begun = useSyncing();
  const running = begun || status.running;
  const forgotten = status.failed?.error.code === "device_unknown" && status.account;
  return (
    <>
      {enrolled && <Welcome enrolled={enrolled} />}
      <section className={css.card}>
        <Standing status={status} />
        {running ? <Running /> : !forgotten && <Start status={status} />}
        {status.failed && !running && <Failed failed={status.failed} />}
        {forgotten && !running && (
          <EnrolForm server={forgotten.server} user={forgotten.user} onDone={onEnrolled} />
        )}
      </section>
      {status.last && <Last last={status.last} />}
      <section className={css.card}>
        <h2>{t.sync.account}</h2>
        {status.account && (
          <p className={css.any}>
            {status.account.server}
            <br />
            <span className="soft">
              {t.sync.accountOf(status.account.user, status.account.territory_code)}
            </span>
          </p>
        )}
        <p>
          <ButtonLink to={href(["setting", "sync"])} icon="setting">
            {t.sync.toSetting}
          </ButtonLink>
        </p>
      </section>
    </>
  );
}

/** What became of the enrolment that was just made. */
function Welcome({ enrolled: { matched, status } }: { enrolled: SyncEnrolled }) {
  const t = useText();
  const words = t.sync.enrol;
  return (
    <section className={css.welcome} role="status">
      <Icon name="check" />
      <div>
        <p className={css.strong}>{words.done(matched)}</p>
        {status.failed && <p>{words.firstFailed}</p>}
      </div>
    </section>
  );
}

function Standing({ status }: { status: SyncStatus }) {
  const t = useText();
  const { chip } = t.sync;
  const rows = status.waiting + status.waiting_files;
  const left = [
    ...(rows > 0 ? [chip.waiting(t.format.number(rows))] : []),
    ...(status.to_settle > 0 ? [chip.settle(t.format.number(status.to_settle))] : []),
  ];
  const never = status.last === null && status.reported === 0;
  const all = left.length === 0;
  return (
    <div className={css.standing}>
      <p className={css.big}>{all ? (never ? t.sync.headNever : t.sync.headAll) : left.join(" · ")}</p>
      <p className="soft">
        {all && !never ? t.sync.headAllTells : chip.reported(t.format.number(status.reported))}
        {status.waiting_files > 0 && ` · ${t.sync.waitingFiles(status.waiting_files)}`}
      </p>
    </div>
  );
}

/** The press; with a password only where the session has ended. */
function Start({ status }: { status: SyncStatus }) {
  const t = useText();
  const sync = useSync();
  const [password, setPassword] = useState("");
  const { account } = status;
  if (!account) return null;
  if (signedIn(status)) {
    return (
      <p>
        <Button kind="primary" onPress={() => sync(null)}>
          {t.sync.run}
        </Button>
      </p>
    );
  }
  const tells = account.to_follow ? t.sync.passwordCopied : t.sync.passwordTells;
  return (
    <form
      className={css.signIn}
      onSubmit={(event) => {
        event.preventDefault();
        if (password === "") return;
        // Why one was refused is told below, as any failure.
        sync(password);
        setPassword("");
      }}
    >
      <p>{tells(account.user)}</p>
      <Input label={t.sync.password} value={password} onChange={setPassword} secret />
      <p>
        <Button kind="primary" type="submit" disabled={password === ""}>
          {t.sync.runSigned}
        </Button>
      </p>
    </form>
  );
}

/** What is being done, how far it is, and the way to stop. */
function Running() {
  const t = useText();
  const progress = useJob("sync");
  const [stopping, setStopping] = useState(false);
  return (
    <div className={css.running}>
      <p className="soft">{t.sync.running}</p>
      <Progress
        label={t.sync.stages[progress?.stage ?? "connect"]}
        done={progress?.done ?? 0}
        total={progress?.total ?? 0}
      />
      <p>
        <Button
          disabled={stopping}
          onPress={() => {
            setStopping(true);
            call("job.cancel", { job: "sync" }).catch((thrown: unknown) => {
              setStopping(false);
              toast.error(asAppError(thrown));
            });
          }}
        >
          {stopping ? t.sync.cancelling : t.sync.cancel}
        </Button>
      </p>
    </div>
  );
}

function Failed({ failed: { at, error } }: { failed: NonNullable<SyncStatus["failed"]> }) {
  const t = useText();
  if (error.code === "cancelled") return <p className="soft">{t.sync.cancelled}</p>;
  return (
    <div className={css.failed} role="alert">
      <Icon name="warning" size={18} />
      <div>
        <p className={css.strong}>{t.sync.failedTitle(t.format.instant(at))}</p>
        <p>{t.say.error(error)}</p>
      </div>
    </div>
  );
}

/** 上次同步: when, what, and whether each scope is equal on both sides. */
function Last({ last }: { last: SyncDone }) {
  const t = useText();
  const words = t.sync;
  const told = [
    ...(last.set_aside > 0 ? [words.lastSetAside(last.set_aside)] : []),
    ...(last.without_personal > 0 ? [words.lastErased(last.without_personal)] : []),
    ...(last.conflicts > 0 ? [words.lastConflicts(last.conflicts)] : []),
    ...(last.files_left > 0 ? [words.filesLeft(last.files_left)] : []),
    ...(last.push_refused ? [t.say.error(last.push_refused)] : []),
    ...(last.files_refused ? [t.say.error(last.files_refused)] : []),
  ];
  const equal = last.equal === true ? words.equal : last.equal === false ? words.unequal : words.unknown;
  return (
    <section className={css.card}>
      <h2>{words.lastTitle}</h2>
      <p className="figures">
        {words.last(t.format.instant(last.at), last.sent, last.taken, last.files_sent)}
      </p>
      {told.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p className={css.equal} data-equal={last.equal === true || undefined}>
        <Icon name={last.equal === true ? "check" : "warning"} size={18} />
        <span>{equal}</span>
      </p>
      {last.scopes.length > 0 && (
        <ul className={css.scopes}>
          {last.scopes.map(({ scope, rows, equal: same }) => (
            <li key={scope} className={css.scope}>
              <span>{words.scopes[scopeKind(scope)]}</span>
              <span className="soft figures">{words.scopeRows(t.format.number(rows))}</span>
              <span data-equal={same === true || undefined}>
                {same === true ? words.scopeEqual : same === false ? words.scopeUnequal : words.scopeUnknown}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** `territory-0192…` → territory. */
function scopeKind(scope: string): "organisation" | "territory" | "person" {
  if (scope.startsWith("territory")) return "territory";
  return scope.startsWith("person") ? "person" : "organisation";
}
