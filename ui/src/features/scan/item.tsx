import { useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import { href } from "../../app/router";
import { toast } from "../../app/toast";
import type { ScanItem } from "../../ipc/types/ScanItem";
import type { ScanState } from "../../ipc/types/ScanState";
import { Button, ButtonLink } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import { Picture } from "./picture";
import css from "./sheets.module.css";

const TONES: Record<ScanState, "ink" | "due" | "overdue"> = {
  matched: "ink",
  spare: "due",
  early: "due",
  foreign: "due",
  stranger: "due",
  forged: "overdue",
  unreadable: "due",
};

/** A sheet with its picture: whose it is, or what has to be told. */
export function Item({ item, onMatch }: { item: ScanItem; onMatch: () => void }) {
  const t = useText();
  const settle = useSettle();
  const [removing, setRemoving] = useState(false);
  const remove = useDoing("scan.remove", {
    done: (reply) => {
      settle("scan.list", {}, reply);
      toast.say(t.scan.removed);
    },
  });
  const { visit, state } = item;
  const date = visit?.date ?? item.planned_date;
  const name = visit?.customer_name ?? item.planned_name ?? item.number ?? item.file_name;
  return (
    <li className={css.item}>
      <Picture id={item.attachment_id} name={name} side={320} />
      <div className={css.words}>
        <p className={css.head}>
          <strong className={css.name}>{name}</strong>
          <Tag tone={TONES[state]}>{t.scan.states[state]}</Tag>
        </p>
        {date && <p className="figures">{t.format.dateDay(date)}</p>}
        <p className="soft small">{visit?.signed ? t.scan.tellSigned : t.scan.tells[state]}</p>
        <p className={`${css.from} soft small`}>
          {name !== item.file_name && `${item.file_name} · `}
          {t.scan.page(item.page)}
        </p>
        <div className={css.actions}>
          {visit ? (
            <ButtonLink to={href(["visit", visit.id])}>{t.scan.openVisit}</ButtonLink>
          ) : (
            <Button onPress={onMatch}>{t.scan.match}</Button>
          )}
          <Button kind="quiet" icon="trash" onPress={() => setRemoving(true)}>
            {t.scan.remove}
          </Button>
        </div>
      </div>
      {removing && (
        <Dialog
          title={t.scan.removeTitle}
          onClose={() => setRemoving(false)}
          actions={
            <>
              <Button onPress={() => setRemoving(false)}>{t.scan.removeKeep}</Button>
              <Button kind="danger" busy={remove.busy} onPress={() => remove.run({ id: item.id })}>
                {t.scan.removeDo}
              </Button>
            </>
          }
        >
          <p>{t.scan.removeText}</p>
        </Dialog>
      )}
    </li>
  );
}
