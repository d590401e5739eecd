import { useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import { usePhone } from "../../app/media";
import type { BulletinItem } from "../../ipc/types/BulletinItem";
import { BulletinDialog } from "../../parts/bulletin-dialog";
import { Tag } from "../../parts/chip";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./bulletins.module.css";

/** Lines that do not push the first stop out of sight: on a phone, and where there is more room. */
const MOST = { narrow: 1, wide: 2 };

/** 服务信息, to be read before the round. What has been read stands folded. */
export function Bulletins({ items }: { items: readonly BulletinItem[] }) {
  const t = useText();
  const narrow = usePhone();
  const settle = useSettle();
  const read = useDoing("bulletin.read", { done: (view) => settle("today.get", {}, view) });
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<BulletinItem | null>(null);
  if (items.length === 0) return null;
  const unread = items.filter(({ read_at }) => read_at === null);
  const most = narrow ? MOST.narrow : MOST.wide;
  const lines = open ? items : unread.slice(0, most);
  const show = (item: BulletinItem) => {
    setShown(item);
    if (item.read_at === null) read.run({ id: item.bulletin.id });
  };
  return (
    <section className={css.bulletins}>
      <h2 className={css.head}>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span>{t.bulletin.title}</span>
          {unread.length > 0 ? (
            <span className={css.unread}>{t.bulletin.unreadCount(unread.length)}</span>
          ) : (
            <span className={css.count}>{items.length}</span>
          )}
          <Icon name={open ? "up" : "down"} size={16} />
        </button>
      </h2>
      {lines.length > 0 && (
        <ul>
          {lines.map((item) => (
            <li key={item.bulletin.id} className={css.row}>
              <Line item={item} onShow={() => show(item)} />
            </li>
          ))}
        </ul>
      )}
      {shown && <BulletinDialog bulletin={shown.bulletin} onClose={() => setShown(null)} />}
    </section>
  );
}

function Line({ item, onShow }: { item: BulletinItem; onShow: () => void }) {
  const t = useText();
  const { bulletin, read_at, told } = item;
  return (
    <button type="button" className={css.line} data-unread={read_at === null || undefined} onClick={onShow}>
      <span className={css.dot} aria-hidden="true" />
      <Tag>{t.bulletin.kinds[bulletin.kind]}</Tag>
      <span className={css.title}>{bulletin.title}</span>
      <span className={`${css.told} figures`}>
        {bulletin.to_tell ? t.bulletin.told(told) : t.bulletin.managersOnly}
      </span>
      {read_at === null && <span className="unseen">{t.bulletin.unread}</span>}
    </button>
  );
}
