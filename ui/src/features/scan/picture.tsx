import { useState } from "react";
import { useReading } from "../../app/data";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { WholePicture } from "../../parts/whole-picture";
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
          <WholePicture id={id} name={t.scan.picture(name)} />
        </Dialog>
      )}
    </>
  );
}
