import { useMemo, useState } from "react";
import { useReading } from "../../app/data";
import { navigate, useRoute } from "../../app/router";
import { useStatus } from "../../app/status";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { Datum } from "../../ipc/types/Datum";
import { Button } from "../../parts/button";
import { Input } from "../../parts/field";
import { Map, type Place } from "../../parts/map";
import { Select } from "../../parts/select";
import { useText } from "../../text";
import { degreesText, readPair } from "./coordinates";
import css from "./position.module.css";
import { NO_FILTER } from "../../parts/customer-filter";
import { listingHref, readListing } from "./query";
import { type Save, useSave } from "./use-save";
import { WINDOW } from "./use-pages";

const DATUMS: readonly Datum[] = ["gcj02", "bd09", "wgs84"];

/** 位置: the shop among the others on a plain map; by a click, or typed with its datum. */
export function PositionTab({ file }: { file: CustomerFile }) {
  const t = useText();
  const { query } = useRoute();
  const { customer } = file;
  const { position } = customer;
  const { save, errors } = useSave(customer.id);
  const [picking, setPicking] = useState(false);
  const others = useReading("customer.list", { filter: NO_FILTER, sort: "code", offset: 0, limit: WINDOW });

  const places = useMemo(() => {
    const around: Place[] = (others.data?.rows ?? []).flatMap(({ id, name, lat_e7, lng_e7 }) =>
      lat_e7 === null || lng_e7 === null || id === customer.id ? [] : [{ id, label: name, lat_e7, lng_e7 }],
    );
    if (position) around.push({ id: customer.id, label: customer.name, tone: "ink", mark: "●", ...position });
    return around;
  }, [others.data, customer.id, customer.name, position]);
  const focus = useMemo(() => (position ? [customer.id] : undefined), [position, customer.id]);

  return (
    <div className={css.position}>
      <div className={css.map}>
        <Map
          label={t.customer.tabs.position}
          places={places}
          focus={focus}
          onPlace={(id) => id !== customer.id && navigate(listingHref(readListing(query), id, "position"))}
          onGround={
            picking
              ? (lat, lng) => {
                  setPicking(false);
                  save("position", { lat, lng, datum: "wgs84" });
                }
              : undefined
          }
        />
      </div>
      <div className={css.side}>
        {picking ? (
          <p className={css.picking} role="status">
            {t.customer.positionPicking}
          </p>
        ) : position ? (
          <dl className={css.facts}>
            <dt>{t.shared.fields.lng}</dt>
            <dd className="figures">{degreesText(position.raw_lng_e7)}</dd>
            <dt>{t.shared.fields.lat}</dt>
            <dd className="figures">{degreesText(position.raw_lat_e7)}</dd>
            <dt>{t.shared.fields.datum}</dt>
            <dd>{t.shared.datums[position.datum]}</dd>
          </dl>
        ) : (
          <div>
            <h2>{t.customer.positionNone}</h2>
            <p className="soft">{t.customer.positionNoneText}</p>
          </div>
        )}
        {others.data && others.data.rows.length > 1 && (
          <p className="soft small">{t.customer.positionOthers}</p>
        )}
        <div className={css.actions}>
          <Button icon="pin" onPress={() => setPicking(!picking)}>
            {picking ? t.app.cancel : t.customer.positionPick}
          </Button>
          {position && !picking && (
            <Button kind="quiet" onPress={() => save("position", null)}>
              {t.customer.positionClear}
            </Button>
          )}
        </div>
        <Typed
          key={`${position?.raw_lat_e7} ${position?.raw_lng_e7}`}
          file={file}
          save={save}
          error={errors.position}
        />
      </div>
    </div>
  );
}

function Typed({ file, save, error }: { file: CustomerFile; save: Save; error?: string }) {
  const t = useText();
  const { settings } = useStatus();
  const { position } = file.customer;
  const [lng, setLng] = useState(position ? degreesText(position.raw_lng_e7) : "");
  const [lat, setLat] = useState(position ? degreesText(position.raw_lat_e7) : "");
  const [datum, setDatum] = useState<Datum>(position?.datum ?? settings.import_datum);
  const pasted = (set: (text: string) => void) => (text: string) => {
    const pair = readPair(text);
    if (!pair) return set(text);
    setLng(String(pair.lng));
    setLat(String(pair.lat));
  };
  const ready =
    lng.trim() !== "" && lat.trim() !== "" && !Number.isNaN(Number(lng)) && !Number.isNaN(Number(lat));
  return (
    <form
      className={css.typed}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save("position", { lat: Number(lat), lng: Number(lng), datum });
      }}
    >
      <h2>{t.customer.positionType}</h2>
      <Input
        label={t.shared.fields.lng}
        value={lng}
        onChange={pasted(setLng)}
        inputMode="decimal"
        hint={t.customer.positionPasteHint}
      />
      <Input
        label={t.shared.fields.lat}
        value={lat}
        onChange={pasted(setLat)}
        inputMode="decimal"
        error={error}
      />
      <Select
        label={t.shared.fields.datum}
        value={datum}
        options={DATUMS.map((value) => ({ value, label: t.shared.datums[value] }))}
        onChange={(value) => setDatum(DATUMS.find((one) => one === value) ?? "gcj02")}
      />
      <Button type="submit" disabled={!ready}>
        {t.customer.positionSave}
      </Button>
    </form>
  );
}
