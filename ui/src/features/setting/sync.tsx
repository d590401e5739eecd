import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useDoing, useReading, useSettle } from "../../app/data";
import { href } from "../../app/router";
import { useSettings } from "../../app/settings";
import { useStatus } from "../../app/status";
import { useSyncStatus } from "../../app/sync";
import { toast } from "../../app/toast";
import type { SyncAccount } from "../../ipc/types/SyncAccount";
import { Button, ButtonLink } from "../../parts/button";
import { FormDialog } from "../../parts/form-dialog";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import { Loss } from "./loss";
import css from "./parts.module.css";

/** 总部: who this device is there, automatic sync, and the end of the session. */
export function SyncSection() {
  const t = useText();
  const { folder } = useStatus();
  const status = useSyncStatus(folder);
  if (folder === "demo") return <p className={css.intro}>{t.sync.enrol.demoText}</p>;
  if (!status) return null;
  if (!status.account) {
    return (
      <>
        <p className={css.intro}>{t.sync.setting.none}</p>
        <p>
          <ButtonLink kind="primary" to={href(["sync"])}>
            {t.sync.enrol.go}
          </ButtonLink>
        </p>
      </>
    );
  }
  return <Account account={status.account} />;
}

function Account({ account }: { account: SyncAccount }) {
  const t = useText();
  const words = t.sync.setting;
  const { settings, change } = useSettings();
  const [asked, setAsked] = useState(false);
  return (
    <div className={css.card}>
      <div className={`${css.row} ${css.wraps}`}>
        <span className={css.words}>
          <span className={css.name}>{account.server}</span>
          <span className="soft small">{t.sync.accountOf(account.user, account.territory_code)}</span>
          {!account.signed_in && <span className="small">{words.isOut}</span>}
        </span>
        <ButtonLink to={href(["sync"])}>{words.toSync}</ButtonLink>
      </div>
      <div className={css.row}>
        <Switch
          label={words.auto}
          hint={words.autoTells}
          on={settings.sync_auto}
          onChange={(sync_auto) => void change({ sync_auto })}
        />
      </div>
      {account.signed_in && (
        <div className={`${css.row} ${css.wraps}`}>
          <span className={css.words}>
            <span className={css.name}>{words.out}</span>
            <span className="soft small">{words.outTells}</span>
          </span>
          <Button onPress={() => setAsked(true)}>{words.out}</Button>
        </div>
      )}
      {asked && <SignOutDialog onClose={() => setAsked(false)} />}
    </div>
  );
}

/** 退出登录: says how much is unsent, and saves it for headquarters first. */
function SignOutDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const words = t.sync.setting;
  const client = useQueryClient();
  const settle = useSettle();
  const status = useReading("sync.status", {});
  const [known, setKnown] = useState(false);
  const out = useDoing("sync.sign_out", {
    done: (reply) => {
      settle("sync.status", {}, reply);
      toast.say(words.signedOut);
      onClose();
    },
    failed: () => void client.invalidateQueries({ queryKey: ["sync.status"] }),
  });
  const { data } = status;
  const count = data ? data.waiting + data.waiting_files + data.set_aside : 0;
  const ready = data !== undefined && (count === 0 || known);
  return (
    <FormDialog
      title={words.outTitle}
      onClose={onClose}
      keep={words.outKeep}
      send={words.out}
      ready={ready}
      busy={out.busy}
      fault={out.error && t.say.error(out.error)}
      onSend={() => out.run({ force: count > 0 })}
    >
      <p>{words.outWhat}</p>
      {count > 0 && (
        <Loss tells={words.outUnsent(count)} yes={words.outYes} known={known} onKnown={setKnown} />
      )}
    </FormDialog>
  );
}
