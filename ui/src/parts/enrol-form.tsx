import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing } from "../app/data";
import { jobStore } from "../app/job";
import type { SyncEnrolled } from "../ipc/types/SyncEnrolled";
import { useText } from "../text";
import { Button } from "./button";
import css from "./enrol-form.module.css";
import { Input } from "./field";
import { JobProgress } from "./job-progress";

/** 接入总部: the address, who, the one-time code and the password; and what becomes of the data. */
export function EnrolForm({
  user: known = "",
  server: at = "",
  onDone,
}: {
  /** Who works here, as far as the data knows it. */
  user?: string;
  /** Where the device was enrolled before. */
  server?: string;
  onDone: (reply: SyncEnrolled) => void;
}) {
  const t = useText();
  const words = t.sync.enrol;
  const client = useQueryClient();
  const [server, setServer] = useState(at);
  const [user, setUser] = useState(known);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const enrol = useDoing("sync.enrol", {
    done: (reply) => {
      jobStore.ended("sync");
      client.setQueryData(["sync.status", {}], reply.status);
      // Ids may have changed under everything that is shown.
      void client.invalidateQueries();
      onDone(reply);
    },
    failed: () => jobStore.ended("sync"),
  });
  const ready = [server, user, code, password].every((text) => text.trim() !== "");
  const { error } = enrol;
  const of = (field: string) => (error?.field === field ? t.say.error(error) : null);
  const ownField = ["server", "user", "code", "password"].includes(error?.field ?? "");
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !enrol.busy)
          enrol.run({ server: server.trim(), user: user.trim(), code: code.trim(), password });
      }}
    >
      <Input
        label={words.server}
        value={server}
        onChange={setServer}
        hint={words.serverHint}
        error={of("server")}
        placeholder="https://"
      />
      <Input label={words.user} value={user} onChange={setUser} error={of("user")} />
      <Input label={words.code} value={code} onChange={setCode} hint={words.codeHint} error={of("code")} />
      <Input label={words.password} value={password} onChange={setPassword} error={of("password")} secret />
      {error && !ownField && error.code !== "cancelled" && (
        <p role="alert" className={css.fault}>
          {t.say.error(error)}
        </p>
      )}
      {enrol.busy ? (
        <JobProgress job="sync" label={words.going} />
      ) : (
        <p>
          <Button kind="primary" type="submit" disabled={!ready}>
            {words.go}
          </Button>
        </p>
      )}
    </form>
  );
}

/** What enrolment does with what is here already. */
export function EnrolTells() {
  const t = useText();
  const words = t.sync.enrol;
  return (
    <section className={css.tells}>
      <h2>{words.whatTitle}</h2>
      <ul className={css.list}>
        {words.what.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
