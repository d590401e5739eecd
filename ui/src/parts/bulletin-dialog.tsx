import type { Bulletin } from "../ipc/types/Bulletin";
import { useText } from "../text";
import css from "./bulletin-dialog.module.css";
import { Tag } from "./chip";
import { Dialog } from "./dialog";

/** A bulletin as headquarters wrote it. */
export function BulletinDialog({ bulletin, onClose }: { bulletin: Bulletin; onClose: () => void }) {
  const t = useText();
  const { kind, number, text, from, until, report_number, to_tell, withdrawn_at } = bulletin;
  const words = t.bulletin;
  const first = t.format.dateDay(from);
  const facts = [
    words.number(number),
    until === null ? words.since(first) : words.span(first, t.format.dateDay(until)),
    report_number !== null && words.report(report_number),
  ].filter(Boolean);
  return (
    <Dialog title={bulletin.title} onClose={onClose}>
      <p className={css.tags}>
        <Tag tone="ink">{words.kinds[kind]}</Tag>
        <Tag>{to_tell ? words.licensees : words.managersOnly}</Tag>
        {withdrawn_at !== null && <Tag tone="due">{words.withdrawn}</Tag>}
      </p>
      <p className={css.text}>{text}</p>
      <p className="soft small figures">{facts.join(" · ")}</p>
    </Dialog>
  );
}
