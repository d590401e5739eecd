import { useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import { handover } from "../../app/handover";
import { jobStore } from "../../app/job";
import { href, navigate } from "../../app/router";
import { toast } from "../../app/toast";
import type { AppStatus } from "../../ipc/types/AppStatus";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { EnrolForm } from "../../parts/enrol-form";
import { FileDrop } from "../../parts/file-drop";
import { useText } from "../../text";
import css from "./start.module.css";

/** The first start: an invented county to try, or one's own workbook. */
export default function Start() {
  const t = useText();
  const settle = useSettle();
  const opened = (status: AppStatus, path: string[]) => {
    navigate(href(path), { replace: true });
    settle("app.status", {}, status);
  };
  const demo = useDoing("start.demo", {
    done: (status) => {
      jobStore.ended("demo");
      opened(status, ["plan"]);
    },
  });
  const own = useDoing("start.own", { done: (status) => opened(status, ["customer", "import"]) });
  const empty = useDoing("start.own", { done: (status) => opened(status, ["customer"]) });
  const busy = demo.busy || own.busy || empty.busy;
  const [enrolling, setEnrolling] = useState(false);

  return (
    <main className={css.start}>
      <header className={css.head}>
        <h1>{t.start.title}</h1>
        <p>{t.start.lead}</p>
      </header>
      <div className={css.ways}>
        <section className={css.way}>
          <h2>{t.start.ownTitle}</h2>
          <p className="soft">{t.start.ownText}</p>
          <div className={css.act}>
            <FileDrop
              label={t.start.ownAction}
              accept=".xlsx,.xls,.ods,.csv"
              primary
              disabled={busy}
              onFile={(file) => {
                handover.give(file);
                own.run({});
              }}
            >
              <span className="small">{t.start.ownDrop}</span>
            </FileDrop>
            <Button kind="quiet" disabled={busy} onPress={() => empty.run({})}>
              {t.start.ownEmpty}
            </Button>
          </div>
        </section>
        <section className={css.way}>
          <h2>{t.sync.enrol.startTitle}</h2>
          <p className="soft">{t.sync.enrol.startText}</p>
          <div className={css.act}>
            <Button disabled={busy} onPress={() => setEnrolling(true)}>
              {t.sync.enrol.go}
            </Button>
          </div>
        </section>
        <section className={css.way}>
          <h2>{t.start.demoTitle}</h2>
          <p className="soft">{t.start.demoText}</p>
          <div className={css.act}>
            <Button busy={demo.busy} disabled={busy} onPress={() => demo.run({})}>
              {t.start.demoAction}
            </Button>
          </div>
        </section>
      </div>
      <p className="soft small">{t.start.later}</p>
      {enrolling && (
        <Dialog title={t.sync.enrol.title} onClose={() => setEnrolling(false)}>
          <EnrolForm
            onDone={({ matched }) => {
              toast.say(t.sync.enrol.done(matched));
              navigate(href(["sync"]), { replace: true });
            }}
          />
        </Dialog>
      )}
    </main>
  );
}
