import { useDoing, useSettle } from "../../app/data";
import { openFile } from "../../app/file";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import { Button } from "../../parts/button";
import { useText } from "../../text";
import css from "./parts.module.css";
import { Uninstall } from "./uninstall";

/** 关于: which version, which data, and what to send when something is wrong. */
export function About() {
  const t = useText();
  const words = t.setting.about;
  const status = useStatus();
  const settle = useSettle();
  const leave = useDoing("start.leave", { done: (reply) => settle("app.status", {}, reply) });
  const bundle = useDoing("support.bundle", {
    done: ({ path }) => toast.say(words.supportSaved(path), { label: words.open, run: () => openFile(path) }),
  });
  return (
    <>
      <div className={css.group}>
        <p className={css.name}>{words.version(status.version)}</p>
        <p className="soft">
          {[
            status.territory?.name,
            words.customers(status.customer_count),
            status.folder === "own" && status.unsent_count > 0 && words.unsent(status.unsent_count),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className={css.card}>
        <div className={css.row}>
          <span className={css.words}>
            <span className={css.name}>{status.folder === "demo" ? words.demo : words.own}</span>
            <span className="soft small">{words.leaveTells}</span>
          </span>
          <Button busy={leave.busy} onPress={() => leave.run({})}>
            {words.leave}
          </Button>
        </div>
        <div className={css.row}>
          <span className={css.words}>
            <span className={css.name}>{words.support}</span>
            <span className="soft small">{words.supportTells}</span>
          </span>
          <Button busy={bundle.busy} label={words.support} onPress={() => bundle.run({})}>
            {words.supportSave}
          </Button>
        </div>
      </div>
      <div className={css.group}>
        <p className="soft small">{words.folder}</p>
        <p className="figures">{status.settings.output_folder ?? status.default_output_folder}</p>
      </div>
      <Uninstall />
    </>
  );
}
