import { useDoing, useReading } from "../../app/data";
import { openFile } from "../../app/file";
import { toast } from "../../app/toast";
import { Button } from "../../parts/button";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./parts.module.css";

/** 救援文件, as a row of a card: whether there is something to save, and the way to save it. */
export function RescueRow() {
  const t = useText();
  const words = t.lock.security;
  const { data, error } = useReading("leave.unsent", {});
  const rescue = useDoing("rescue.export", {
    done: ({ operations, files, missing, path }) => {
      toast.say(words.rescueMade(operations, files, path), {
        label: t.setting.about.open,
        run: () => openFile(path),
      });
      if (missing > 0) toast.say(words.rescueMissing(missing));
    },
  });
  const some = data !== undefined && data.rows + data.files > 0;
  return (
    <>
      <div className={`${css.row} ${css.wraps}`}>
        <span className={css.words}>
          <span className={css.name}>{words.rescue}</span>
          <span className="soft small">
            {data && !data.enrolled ? words.rescueNoHq : some ? words.rescueTells : words.rescueNone}
          </span>
        </span>
        <Button disabled={!data?.enrolled || !some} busy={rescue.busy} onPress={() => rescue.run({})}>
          {words.rescueMake}
        </Button>
      </div>
      {error && (
        <p role="alert" className={css.warn}>
          <Icon name="warning" size={18} />
          <span>{t.say.error(error)}</span>
        </p>
      )}
    </>
  );
}
