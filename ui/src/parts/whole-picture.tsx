import { useReading } from "../app/data";
import { useText } from "../text";
import css from "./whole-picture.module.css";

/** The longest side of a picture's small version, pixels; it travels before the whole. */
export const SMALL_SIDE = 320;

/** A picture as it is kept, and its small version until that is here. */
export function WholePicture({ id, name, fitted }: { id: string; name: string; fitted?: boolean }) {
  const t = useText();
  const small = useReading("photo.get", { id, side: SMALL_SIDE });
  const whole = useReading("photo.get", { id }, { keep: true });
  const error = whole.error ?? small.error;
  if (whole.data) {
    return <img className={css.picture} data-fitted={fitted || undefined} src={whole.data.url} alt={name} />;
  }
  if (!small.data) return error ? <p className="soft">{t.say.error(error)}</p> : null;
  return (
    <>
      <img className={css.picture} data-fitted={fitted || undefined} src={small.data.url} alt={name} />
      <p className="soft small" role="status">
        {whole.error ? t.app.picture.missing(t.say.error(whole.error)) : t.app.picture.coming}
      </p>
    </>
  );
}
