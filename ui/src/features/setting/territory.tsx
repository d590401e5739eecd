import { useMemo, useState } from "react";
import { useDoing, useReading } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { AppError } from "../../ipc/error";
import type { CustomerQuery } from "../../ipc/types/CustomerQuery";
import type { PutTerritory } from "../../ipc/types/PutTerritory";
import { Button } from "../../parts/button";
import { NO_FILTER } from "../../parts/customer-filter";
import { Input, Labelled } from "../../parts/field";
import { Map, type Place } from "../../parts/map";
import { type Text, useText } from "../../text";
import css from "./parts.module.css";

/** Enough shops to know the ground by. */
const AROUND: CustomerQuery = {
  filter: NO_FILTER,
  sort: "code",
  offset: 0,
  limit: 500,
};

/** 片区与人员: saved as a whole, because it heads every sheet. */
export function TerritorySection() {
  const t = useText();
  const words = t.setting.territory;
  const { territory, person } = useStatus();
  const [form, setForm] = useState<PutTerritory>({
    name: territory?.name ?? "",
    organisation: territory?.organisation ?? "",
    manager_code: person?.code ?? "",
    manager_name: person?.name ?? "",
    manager_phone: person?.phone ?? null,
    start_lat_e7: territory?.start?.lat_e7 ?? null,
    start_lng_e7: territory?.start?.lng_e7 ?? null,
    end_lat_e7: territory?.end?.lat_e7 ?? null,
    end_lng_e7: territory?.end?.lng_e7 ?? null,
  });
  const [picking, setPicking] = useState<"start" | "end" | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const save = useDoing("territory.save", {
    done: () => {
      setFailure(null);
      setPicking(null);
      toast.say(t.setting.saved);
    },
    failed: setFailure,
  });
  const put = (part: Partial<PutTerritory>) => setForm((before) => ({ ...before, ...part }));
  const errorOf = (field: string) => (failure?.field === field ? t.say.error(failure) : null);
  const named = ["name", "organisation", "manager_name", "manager_code", "manager_phone"];

  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        save.run(form);
      }}
    >
      <p className={css.intro}>{words.intro}</p>
      <Input
        label={words.organisation}
        value={form.organisation}
        error={errorOf("organisation")}
        onChange={(organisation) => put({ organisation })}
      />
      <Input
        label={words.name}
        value={form.name}
        error={errorOf("name")}
        onChange={(name) => put({ name })}
      />
      <div className={css.pair}>
        <Input
          label={words.managerName}
          value={form.manager_name}
          error={errorOf("manager_name")}
          onChange={(manager_name) => put({ manager_name })}
        />
        <Input
          label={words.managerCode}
          value={form.manager_code}
          error={errorOf("manager_code")}
          onChange={(manager_code) => put({ manager_code })}
        />
        <Input
          label={words.managerPhone}
          value={form.manager_phone ?? ""}
          inputMode="tel"
          error={errorOf("manager_phone")}
          onChange={(phone) => put({ manager_phone: phone || null })}
        />
      </div>
      <DayPoint
        words={words.startPoint}
        at={{ lat: form.start_lat_e7, lng: form.start_lng_e7 }}
        picking={picking === "start"}
        onPick={() => setPicking(picking === "start" ? null : "start")}
        onPut={(start_lat_e7, start_lng_e7) => put({ start_lat_e7, start_lng_e7 })}
      />
      <DayPoint
        words={words.endPoint}
        at={{ lat: form.end_lat_e7, lng: form.end_lng_e7 }}
        picking={picking === "end"}
        onPick={() => setPicking(picking === "end" ? null : "end")}
        onPut={(end_lat_e7, end_lng_e7) => put({ end_lat_e7, end_lng_e7 })}
      />
      {failure && !(failure.field && named.includes(failure.field)) && (
        <p className={css.fault} role="alert">
          {t.say.error(failure)}
        </p>
      )}
      <div className={css.start}>
        <Button kind="primary" type="submit" busy={save.busy}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

/** Where a day starts or ends: set by a press on the map, or left to what it is without. */
function DayPoint({
  words,
  at: { lat, lng },
  picking,
  onPick,
  onPut,
}: {
  words: Text["setting"]["territory"]["startPoint"];
  /** 1e-7 degree of WGS-84, null = not set. */
  at: { lat: number | null; lng: number | null };
  picking: boolean;
  onPick: () => void;
  onPut: (lat: number | null, lng: number | null) => void;
}) {
  const t = useText();
  const set = lat !== null && lng !== null;
  const around = useReading("customer.list", AROUND, { enabled: picking });
  const places = useMemo<Place[]>(() => {
    const shops: Place[] = (around.data?.rows ?? []).flatMap((row) =>
      row.lat_e7 === null || row.lng_e7 === null
        ? []
        : [{ id: row.id, lat_e7: row.lat_e7, lng_e7: row.lng_e7, label: row.name }],
    );
    if (lat !== null && lng !== null) {
      shops.push({ id: "point", lat_e7: lat, lng_e7: lng, tone: "start", label: words.name });
    }
    return shops;
  }, [around.data, lat, lng, words]);
  return (
    <Labelled label={words.name}>
      <div className={css.card}>
        <div className={`${css.row} ${css.wraps}`}>
          <span className={`${css.words} figures`}>
            {set ? t.setting.territory.pointAt((lat / 1e7).toFixed(5), (lng / 1e7).toFixed(5)) : words.none}
          </span>
          <span className={css.tools}>
            {set && (
              <Button kind="quiet" onPress={() => onPut(null, null)}>
                {words.clear}
              </Button>
            )}
            <Button icon="map" onPress={onPick}>
              {picking ? t.setting.territory.pointPicked : t.setting.territory.pointPick}
            </Button>
          </span>
        </div>
      </div>
      {picking && (
        <>
          <p className="soft small">{words.hint}</p>
          <div className={css.map}>
            <Map
              label={words.name}
              places={places}
              lit="point"
              onGround={(latitude, longitude) =>
                onPut(Math.round(latitude * 1e7), Math.round(longitude * 1e7))
              }
            />
          </div>
        </>
      )}
    </Labelled>
  );
}
