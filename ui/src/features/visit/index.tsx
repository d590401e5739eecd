import { useEffect, useMemo, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useDoing, useSettle } from "../../app/data";
import { href, navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import { isGone } from "../../ipc/error";
import type { VisitScreen as Screen } from "../../ipc/types/VisitScreen";
import { ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { useText } from "../../text";
import type { DraftStore } from "./draft-store";
import { HandBack } from "./hand-back";
import { onwards } from "./onwards";
import { RecordPage } from "./record";
import { Signing } from "./signing";
import { useDraft, VisitContext } from "./store-context";
import { forgetDraft, useVisit } from "./use-visit";
import { VisitPage } from "./visit-page";

/** /visit/<id>: a visit from the shop's door to the signature, and the record that it becomes. */
export default function VisitScreen() {
  const t = useText();
  const { path } = useRoute();
  const [, id = ""] = path;
  if (id === "") {
    return (
      <Empty
        page
        icon="today"
        title={t.visit.noVisit}
        text={t.visit.noVisitText}
        action={<ButtonLink to={href(["today"])}>{t.app.toToday}</ButtonLink>}
      />
    );
  }
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: string }) {
  const t = useText();
  const { screen, store, error, retry, settle } = useVisit(id);
  if (error && !screen) {
    const gone = isGone(error);
    return (
      <Empty
        page
        icon={gone ? "today" : "warning"}
        title={gone ? t.visit.gone : t.app.brokenTitle}
        text={gone ? t.visit.goneText : t.say.error(error)}
        action={<ButtonLink to={href(["today"])}>{t.app.toToday}</ButtonLink>}
      />
    );
  }
  if (!screen || !store) return null;
  return <Shown screen={screen} store={store} settle={settle} onChanged={retry} />;
}

function Shown({
  screen,
  store,
  settle,
  onChanged,
}: {
  screen: Screen;
  store: DraftStore;
  settle: (screen: Screen) => void;
  onChanged: () => void;
}) {
  const { last } = screen;
  const held = useMemo(() => ({ store, last }), [store, last]);
  const { id, state } = screen.record;
  const open = state === "open";
  // What is signed stays locked, over a restart too, until the manager has the device back.
  const handedBack = useDoing("visit.handed_back", { done: settle });
  const [goesTo, setGoesTo] = useState<"today" | "record" | null>(null);
  if (goesTo === "today") return <ToToday screen={screen} />;
  if (screen.in_hand && goesTo === null) {
    const unlock = (to: "today" | "record") => {
      setGoesTo(to);
      handedBack.run({ id });
    };
    return <HandBack screen={screen} onDone={() => unlock("today")} onRecord={() => unlock("record")} />;
  }
  return (
    <VisitContext value={held}>
      {open ? (
        <Open screen={screen} settle={settle} onChanged={onChanged} />
      ) : (
        <RecordPage
          screen={screen}
          onChanged={onChanged}
          onCorrection={(made) => {
            settle(made);
            navigate(href(["visit", made.record.id]));
          }}
        />
      )}
    </VisitContext>
  );
}

/** Goes once the lock of the screen before is off: nothing leads away from a locked one. */
function ToToday({ screen }: { screen: Screen }) {
  const { today } = useStatus();
  const [url] = useState(() => onwards(screen, today));
  useEffect(() => navigate(url), [url]);
  return null;
}

function Open({
  screen,
  settle,
  onChanged,
}: {
  screen: Screen;
  settle: (screen: Screen) => void;
  onChanged: () => void;
}) {
  const client = useQueryClient();
  const settleToday = useSettle();
  const signing = useDraft((draft) => draft.signing);
  const finish = useDoing("visit.finish", { done: settle });
  const discard = useDoing("visit.discard", {
    done: (today, { id }) => {
      forgetDraft(id);
      settleToday("today.get", {}, today);
      navigate(href(["today"]), { replace: true });
      client.removeQueries({ queryKey: ["visit.get", { id }] });
    },
  });
  if (signing) return <Signing screen={screen} onSigned={settle} />;
  const { id } = screen.record;
  return (
    <VisitPage
      screen={screen}
      onChanged={onChanged}
      leaving={{
        finish: () => finish.run({ id }),
        discard: () => discard.run({ id }),
        busy: finish.busy || discard.busy,
      }}
    />
  );
}
