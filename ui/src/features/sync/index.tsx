import { useState } from "react";
import { usePhone } from "../../app/media";
import { href, navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import { useSyncStatus } from "../../app/sync";
import type { SyncEnrolled } from "../../ipc/types/SyncEnrolled";
import type { SyncStatus } from "../../ipc/types/SyncStatus";
import { ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { EnrolForm, EnrolTells } from "../../parts/enrol-form";
import { PageHead } from "../../parts/page-head";
import { Tabs } from "../../parts/tabs";
import { useText } from "../../text";
import { Conflicts } from "./conflicts";
import css from "./index.module.css";
import { Now } from "./now";
import { Unsent } from "./unsent";

const TABS = ["now", "unsent", "conflict"] as const;
type TabName = (typeof TABS)[number];

/** 同步: `#/sync`, `#/sync/unsent`, `#/sync/conflict`; before enrolment, how to be enrolled. */
export default function SyncScreen() {
  const t = useText();
  const { folder } = useStatus();
  const status = useSyncStatus(folder);
  const [enrolled, setEnrolled] = useState<SyncEnrolled | null>(null);
  if (folder === "demo") {
    return (
      <Empty
        page
        icon="device"
        title={t.sync.enrol.demoTitle}
        text={t.sync.enrol.demoText}
        action={<ButtonLink to={href(["setting", "about"])}>{t.setting.sections.about}</ButtonLink>}
      />
    );
  }
  if (!status) return null;
  if (!status.account) return <Enrol onDone={setEnrolled} />;
  return <Enrolled status={status} enrolled={enrolled} onEnrolled={setEnrolled} />;
}

function Enrol({ onDone }: { onDone: (reply: SyncEnrolled) => void }) {
  const t = useText();
  const { person } = useStatus();
  return (
    <div className={css.screen}>
      <PageHead title={t.sync.enrol.title} />
      <div className={css.body}>
        <p className={css.lead}>{t.sync.enrol.lead}</p>
        <div className={css.enrol}>
          <div className={css.card}>
            <EnrolForm user={person?.code ?? ""} onDone={onDone} />
          </div>
          <EnrolTells />
        </div>
      </div>
    </div>
  );
}

function Enrolled({
  status,
  enrolled,
  onEnrolled,
}: {
  status: SyncStatus;
  enrolled: SyncEnrolled | null;
  onEnrolled: (reply: SyncEnrolled) => void;
}) {
  const t = useText();
  const phone = usePhone();
  const { path } = useRoute();
  const at: TabName = TABS.find((name) => name === path[1]) ?? "now";
  const counts: Partial<Record<TabName, number>> = {
    unsent: status.waiting + status.waiting_files + status.set_aside,
    conflict: status.conflicts,
  };
  const tabs = TABS.map((name) => ({ name, label: t.sync.tabs[name], count: counts[name] || undefined }));
  return (
    <div className={css.screen}>
      <PageHead title={t.sync.title} />
      <Tabs
        label={t.sync.tabsLabel}
        tabs={tabs}
        value={at}
        even={phone}
        onChange={(name) => navigate(href(name === "now" ? ["sync"] : ["sync", name]), { replace: true })}
      >
        <div className={css.panel}>
          {at === "now" && <Now status={status} enrolled={enrolled} onEnrolled={onEnrolled} />}
          {at === "unsent" && <Unsent files={status.waiting_files} />}
          {at === "conflict" && <Conflicts />}
        </div>
      </Tabs>
    </div>
  );
}
