import { useState } from "react";
import type { Bulletin } from "../../ipc/types/Bulletin";
import type { BulletinToTell } from "../../ipc/types/BulletinToTell";
import { BulletinDialog } from "../../parts/bulletin-dialog";
import { Chip, Tag } from "../../parts/chip";
import { useText } from "../../text";
import css from "./bulletins.module.css";
import { withTold } from "./draft";
import { useDraft, useStore } from "./store-context";

/** 服务信息 in 告知: each is ticked when the customer was told of it; what is not ticked was not told. */
export function Bulletins({ bulletins }: { bulletins: readonly BulletinToTell[] }) {
  const t = useText();
  const store = useStore();
  const told = useDraft((draft) => draft.told);
  const [shown, setShown] = useState<Bulletin | null>(null);
  if (bulletins.length === 0) return null;
  return (
    <div className={css.bulletins}>
      <h3>{t.bulletin.title}</h3>
      <p className="soft small">{t.bulletin.tellHint}</p>
      <ul>
        {bulletins.map(({ bulletin, told_on }) => {
          const on = told.includes(bulletin.id);
          return (
            <li key={bulletin.id} className={css.row}>
              <button type="button" className={css.title} onClick={() => setShown(bulletin)}>
                <span className={css.name}>{bulletin.title}</span>
                <span className={css.facts}>
                  <Tag>{t.bulletin.kinds[bulletin.kind]}</Tag>
                  {told_on !== null && (
                    <span className="soft small figures">{t.bulletin.toldOn(t.format.dateDay(told_on))}</span>
                  )}
                  {bulletin.withdrawn_at !== null && <Tag tone="due">{t.bulletin.withdrawn}</Tag>}
                </span>
              </button>
              <div role="group" aria-label={bulletin.title}>
                <Chip on={on} onPress={() => store.change((draft) => withTold(draft, bulletin.id, !on))}>
                  <span aria-hidden="true">{on ? "☑ " : "☐ "}</span>
                  {t.bulletin.tell}
                </Chip>
              </div>
            </li>
          );
        })}
      </ul>
      {shown && <BulletinDialog bulletin={shown} onClose={() => setShown(null)} />}
    </div>
  );
}
