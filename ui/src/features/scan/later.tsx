import { useState } from "react";
import { href, navigate } from "../../app/router";
import { useStatus } from "../../app/status";
import type { LaterDay } from "../../ipc/types/LaterDay";
import { Button } from "../../parts/button";
import { CustomerSearch } from "../../parts/customer-search";
import { DateField } from "../../parts/date-field";
import { Dialog } from "../../parts/dialog";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { PageHead } from "../../parts/page-head";
import { WholePicture } from "../../parts/whole-picture";
import { useText } from "../../text";
import css from "./later.module.css";
import { keyOf } from "./later-entry";
import { LaterGrid } from "./later-grid";
import { Picture } from "./picture";
import { type PutRow, useLater } from "./use-later";

const EMPTY_ENTRY = {
  arrived_min: null,
  left_min: null,
  outcome: null,
  answers: {},
  told: [],
  signed_on_paper: false,
};

/** 补录: a whole paper day typed in beside its pictures. */
export function Later({ asked }: { asked: string | null }) {
  const t = useText();
  const { today } = useStatus();
  const date = asked && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : today;
  const future = date > today;
  const { day, error, put } = useLater(date, !future);
  const [adding, setAdding] = useState(false);
  const [row, setRow] = useState<string | null>(null);
  const bare =
    day !== undefined && day.scans.length === 0 && day.rows.every(({ pictures }) => pictures.length === 0);
  const done = day?.rows.filter(({ state }) => state !== "empty" && state !== "draft").length ?? 0;
  return (
    <div className={css.screen}>
      <PageHead
        title={t.scan.laterTitle}
        facts={day && day.rows.length > 0 && t.scan.laterSaved(done, day.rows.length)}
        lead={
          <a className={css.back} href={href(["scan"])} aria-label={t.app.back}>
            <Icon name="back" />
          </a>
        }
      >
        <DateField
          label={t.scan.laterDay}
          hideLabel
          value={date}
          clearable={false}
          onChange={(next) => next && navigate(href(["scan", "later", next]), { replace: true })}
        />
        {day && (
          <Button icon="plus" onPress={() => setAdding(true)}>
            {t.scan.laterAdd}
          </Button>
        )}
      </PageHead>
      <p className={css.lead}>
        {t.scan.laterLead} {bare && t.scan.laterNoPictures}
      </p>
      {future && <Empty icon="calendar" title={t.scan.laterFuture} />}
      {error && <Empty icon="warning" title={t.say.error(error)} />}
      {day && (
        <div className={css.body} data-bare={bare || undefined}>
          {day.rows.length === 0 ? (
            <Empty icon="later" title={t.scan.laterEmptyTitle} text={t.scan.laterEmptyText} />
          ) : (
            <LaterGrid day={day} put={put} onRow={setRow} />
          )}
          {!bare && <Pictures day={day} row={row} />}
        </div>
      )}
      {adding && day && <AddShop day={day} put={put} onClose={() => setAdding(false)} />}
    </div>
  );
}

/** The picture of the row that is typed in; else those that are nobody's yet. */
function Pictures({ day, row }: { day: LaterDay; row: string | null }) {
  const t = useText();
  const shown = day.rows.find((one) => keyOf(one) === row);
  const [chosen, setChosen] = useState<string | null>(null);
  const own = shown?.pictures ?? [];
  const name = shown?.customer.name ?? "";
  const loose = day.scans.filter(({ visit }) => visit === null);
  if (own.length > 0) {
    return (
      <>
        {/* Nothing in here can be pressed: by keyboard the picture itself is scrolled. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <section className={css.pictures} aria-label={t.scan.pictureOf(name)} tabIndex={0}>
          {own.map((id) => (
            <WholePicture key={id} id={id} name={t.scan.picture(name)} />
          ))}
        </section>
      </>
    );
  }
  return (
    <section className={css.pictures} aria-label={t.scan.laterPictures}>
      <h2 className={css.heading}>{t.scan.laterPictures}</h2>
      {chosen && <WholePicture key={chosen} id={chosen} name={t.scan.picture(t.scan.laterPictures)} />}
      <ul className={css.loose}>
        {(loose.length > 0 ? loose : day.scans).map((item) => (
          <li key={item.id}>
            <Picture
              id={item.attachment_id}
              name={item.visit?.customer_name ?? item.number ?? item.file_name}
              side={320}
            />
            <Button
              kind="quiet"
              onPress={() => setChosen(item.attachment_id === chosen ? null : item.attachment_id)}
            >
              {item.attachment_id === chosen ? t.app.close : t.scan.beside}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AddShop({ day, put, onClose }: { day: LaterDay; put: PutRow; onClose: () => void }) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <Dialog title={t.scan.laterAddTitle} onClose={onClose}>
      <CustomerSearch
        disabled={busy}
        onPick={({ id }) => {
          // One that is there already needs no second row.
          if (day.rows.some(({ customer, state }) => customer.id === id && state !== "signed"))
            return onClose();
          setBusy(true);
          return void put({
            customer_id: id,
            planned_visit_id: null,
            visit_record_id: null,
            entry: EMPTY_ENTRY,
            save: false,
          }).then((error) => {
            setBusy(false);
            if (error) setFault(t.say.error(error));
            else onClose();
          });
        }}
      />
      {fault && <p role="alert">{fault}</p>}
    </Dialog>
  );
}
