import { useEffect, useId, useRef, useState } from "react";
import { undo, useDoing, useReading } from "../../app/data";
import { toast } from "../../app/toast";
import type { Attachment } from "../../ipc/types/Attachment";
import type { AttachmentKind } from "../../ipc/types/AttachmentKind";
import button from "../../parts/button.module.css";
import { IconButton } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { SMALL_SIDE, WholePicture } from "../../parts/whole-picture";
import { useText } from "../../text";
import css from "./photos.module.css";

const KINDS = ["shelf", "shopfront"] as const satisfies AttachmentKind[];
/** A camera's picture has a tenth of this; beyond it the web view would hold its breath. */
const MOST_MB = 40;

/** Pictures of shelf and shopfront; taken on a phone, chosen on a laptop, or where the camera gives none. */
export function Photos({
  visitId,
  photos,
  fixed,
  onChanged,
}: {
  visitId: string;
  photos: readonly Attachment[];
  /** Signed: nothing is added or taken away. */
  fixed?: boolean;
  onChanged: () => void;
}) {
  const t = useText();
  /** What was to be taken and was not: the camera was refused, or somebody thought better of it. */
  const [missed, setMissed] = useState<(typeof KINDS)[number] | null>(null);
  const add = useDoing("photo.add", {
    done: onChanged,
    // The sentence of a scanned page allows a PDF, which is no photo.
    failed: (error, { file_name }) =>
      toast.error(error, error.code === "not_a_picture" ? t.visit.photo.notOne(file_name ?? "—") : undefined),
  });
  const remove = useDoing("photo.delete", {
    done: ({ tx_id: txId }) => {
      onChanged();
      toast.say(t.visit.photo.removed, { label: t.app.undo, run: () => undo(txId, t.app.undone) });
    },
  });
  const take = async (kind: AttachmentKind, file: File) => {
    setMissed(null);
    if (file.size > MOST_MB * 1024 * 1024) {
      toast.error({ code: "file_too_large", field: null, detail: { most_mb: MOST_MB } });
      return;
    }
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await file.arrayBuffer());
    } catch {
      // Gone from the card meanwhile, or not to be read.
      toast.error({ code: "picture_broken", field: null, detail: { file: file.name } });
      return;
    }
    const about = { visit_record_id: visitId, customer_id: null, issue_id: null, kind, note: null };
    add.run({ ...about, file_name: file.name }, bytes);
  };
  if (fixed && photos.length === 0) return null;
  return (
    <div className={css.photos}>
      {photos.length > 0 && (
        <ul className={css.strip}>
          {photos.map((photo) => (
            <li key={photo.id}>
              <Thumbnail photo={photo} onRemove={fixed ? undefined : () => remove.run({ id: photo.id })} />
            </li>
          ))}
        </ul>
      )}
      {!fixed && (
        <>
          <div className={css.actions}>
            {KINDS.map((kind) => (
              <PhotoInput
                key={kind}
                camera
                label={t.visit.photo.take[kind]}
                busy={add.busy}
                onFile={(file) => void take(kind, file)}
                onNone={() => setMissed(kind)}
              />
            ))}
          </div>
          {missed && (
            <div className={css.missed}>
              <p role="status">{t.visit.photo.none}</p>
              <PhotoInput
                label={t.visit.photo.choose[missed]}
                busy={add.busy}
                onFile={(file) => void take(missed, file)}
              />
            </div>
          )}
          <p className="soft small">{t.visit.photo.law}</p>
        </>
      )}
    </div>
  );
}

function PhotoInput({
  label,
  camera,
  busy,
  onFile,
  onNone,
}: {
  label: string;
  /** Opens the camera where the device has one, instead of its files. */
  camera?: boolean;
  busy: boolean;
  onFile: (file: File) => void;
  /** It was closed without a picture. A web view says no more when the camera is not allowed. */
  onNone?: () => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const heard = useRef(onNone);
  useEffect(() => {
    heard.current = onNone;
  });
  useEffect(() => {
    const field = input.current;
    const none = () => heard.current?.();
    field?.addEventListener("cancel", none);
    return () => field?.removeEventListener("cancel", none);
  }, []);
  return (
    <label
      className={`${button.button} ${css.input}`}
      data-kind="plain"
      htmlFor={id}
      aria-busy={busy || undefined}
    >
      <Icon name={camera ? "camera" : "file"} size={18} />
      <span>{label}</span>
      <input
        ref={input}
        id={id}
        type="file"
        className="unseen"
        accept="image/jpeg,image/png"
        capture={camera && "environment"}
        disabled={busy}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          // The same picture may be chosen again after it was taken away.
          event.target.value = "";
        }}
      />
    </label>
  );
}

function Thumbnail({ photo, onRemove }: { photo: Attachment; onRemove?: () => void }) {
  const t = useText();
  const [large, setLarge] = useState(false);
  const picture = useReading("photo.get", { id: photo.id, side: SMALL_SIDE });
  const name = `${t.visit.photo.kinds[photo.kind]} ${t.format.instant(photo.taken_at)}`;
  return (
    <div className={css.thumbnail}>
      <button
        type="button"
        className={css.open}
        aria-label={t.visit.photo.show(name)}
        onClick={() => setLarge(true)}
      >
        {picture.data && <img src={picture.data.url} alt="" />}
        <span className={css.kind}>{t.visit.photo.kinds[photo.kind]}</span>
      </button>
      {onRemove && <IconButton icon="trash" label={t.visit.photo.remove(name)} onPress={onRemove} />}
      {large && (
        <Dialog title={name} wide onClose={() => setLarge(false)}>
          <WholePicture id={photo.id} name={name} fitted />
        </Dialog>
      )}
    </div>
  );
}
