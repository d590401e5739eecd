import { useState } from "react";
import { useReading } from "../../app/data";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { useText } from "../../text";
import css from "./picture.module.css";

/** A sheet's picture, small; a press shows it whole. */
export function Picture({ id, name, side }: { id: string; name: string; side: number }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const small = useReading("photo.get", { id, side });
  return (
    <>
      <button
        type="button"
        className={css.small}
        aria-label={`${t.scan.enlarge} ${t.scan.picture(name)}`}
        onClick={() => setOpen(true)}
      >
        {small.data ? <img src={small.data.url} alt="" /> : <Icon name="file" size={24} />}
      </button>
      {open && (
        <Dialog title={t.scan.picture(name)} wide onClose={() => setOpen(false)}>
          <Whole id={id} name={name} />
        </Dialog>
      )}
    </>
  );
}

/** As it is kept, to be read. */
export function Whole({ id, name }: { id: string; name: string }) {
  const t = useText();
  const whole = useReading("photo.get", { id }, { keep: true });
  if (whole.error) return <p className="soft">{t.say.error(whole.error)}</p>;
  return whole.data ? <img className={css.whole} src={whole.data.url} alt={t.scan.picture(name)} /> : null;
}
