import { useStatus } from "../../app/status";
import type { Customer } from "../../ipc/types/Customer";
import type { CustomerClass } from "../../ipc/types/CustomerClass";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { CustomerStatus } from "../../ipc/types/CustomerStatus";
import { DateField } from "../../parts/date-field";
import { Field, Labelled } from "../../parts/field";
import { Segmented } from "../../parts/segmented";
import { Select } from "../../parts/select";
import { Switch } from "../../parts/switch";
import { Weekdays } from "../../parts/weekdays";
import { useText } from "../../text";
import { FrequencyEditor } from "./frequency";
import { HoursEditor } from "./hours";
import { MarketEditor } from "./market";
import { OwnerEditor } from "./owner";
import css from "./overview.module.css";
import { CLASSES, SEGMENTS, STATUSES } from "./query";
import { serviceMinutes } from "./service";
import { useSave } from "./use-save";

type TextField = {
  [F in keyof Customer]: Customer[F] extends string | null ? F : never;
}[keyof Customer];

/** 概况: every field, edited in place, each saved by itself. */
export function Overview({ file }: { file: CustomerFile }) {
  const t = useText();
  const { settings } = useStatus();
  const { customer } = file;
  const { save, refuse, errors } = useSave(customer.id);

  const text = (field: TextField, more: Partial<React.ComponentProps<typeof Field>> = {}) => (
    <Field
      quiet
      label={t.say.field(field)}
      value={customer[field] ?? ""}
      placeholder={t.app.notSet}
      error={errors[field]}
      // Code, name and address are texts that may be empty; the others are not known when empty.
      onSave={(value) => save(field, value || ((REQUIRED.has(field) ? "" : null) as string))}
      {...more}
    />
  );
  const weekday = (field: "order_weekday" | "delivery_weekday") => (
    <Select
      quiet
      label={t.say.field(field)}
      error={errors[field]}
      options={[
        { value: "", label: t.customer.noDay },
        ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: t.format.weekday(day) })),
      ]}
      value={String(customer[field] ?? "")}
      onChange={(value) => save(field, value ? Number(value) : null)}
    />
  );

  return (
    <div className={css.sections}>
      <div>
        <section className={css.section}>
          <h2>{t.customer.sections.grade}</h2>
          <Segmented<CustomerClass | "">
            label={t.shared.fields.class}
            value={customer.class ?? ""}
            choices={[
              ...CLASSES.map((value) => ({ value, label: value })),
              { value: "", label: t.customer.noClass },
            ]}
            onChange={(value) => save("class", value || null)}
          />
          <Segmented<CustomerStatus>
            label={t.shared.fields.status}
            value={customer.status}
            choices={STATUSES.map((value) => ({ value, label: t.shared.statuses[value] }))}
            onChange={(value) => save("status", value)}
          />
          <Select
            quiet
            label={t.shared.fields.segment}
            error={errors.segment}
            value={customer.segment ?? ""}
            options={[
              { value: "", label: t.customer.noSegment },
              ...SEGMENTS.map((value) => ({ value, label: t.shared.segments[value] })),
            ]}
            onChange={(value) => save("segment", SEGMENTS.find((one) => one === value) ?? null)}
          />
          <Switch
            label={t.shared.fields.standard_store}
            on={customer.standard_store}
            onChange={(on) => save("standard_store", on)}
          />
        </section>
        <section className={css.section}>
          <h2>{t.customer.sections.address}</h2>
          {text("name")}
          {text("code")}
          {text("phone", { inputMode: "tel" })}
          {text("address", { long: true })}
          {text("office")}
          {text("landmark")}
        </section>
        <section className={css.section}>
          <h2>{t.customer.sections.order}</h2>
          {weekday("order_weekday")}
          {weekday("delivery_weekday")}
          {text("line")}
          <h2>{t.customer.sections.licence}</h2>
          {text("licence_no")}
          <DateField
            quiet
            label={t.shared.fields.licence_expires_on}
            value={customer.licence_expires_on}
            error={errors.licence_expires_on}
            onChange={(date) => save("licence_expires_on", date)}
          />
          <OwnerEditor file={file} save={save} error={errors.owner_id} />
        </section>
      </div>
      <div>
        <section className={css.section}>
          <h2>{t.customer.sections.visit}</h2>
          <FrequencyEditor file={file} save={save} error={errors.frequency} />
          <Labelled
            label={t.customer.visitDays}
            hint={t.customer.visitDaysHint}
            error={errors.visit_weekdays}
          >
            <Weekdays
              label={t.customer.visitDays}
              value={customer.visit_weekdays}
              onChange={(days) => save("visit_weekdays", days)}
            />
          </Labelled>
          <HoursEditor
            spans={customer.opening_hours}
            error={errors.opening_hours}
            onChange={(spans) => save("opening_hours", spans)}
          />
          <MarketEditor
            market={customer.market_days}
            error={errors.market_days}
            onChange={(market) => save("market_days", market)}
          />
          <Field
            quiet
            label={t.shared.fields.service_min}
            value={customer.service_min === null ? "" : String(customer.service_min)}
            placeholder={t.customer.serviceDefault(settings.working_time.service_min)}
            unit={t.app.minutes}
            inputMode="numeric"
            error={errors.service_min}
            onSave={(value) => {
              const minutes = serviceMinutes(value);
              if (minutes !== null && typeof minutes === "object") refuse("service_min", minutes);
              else save("service_min", minutes);
            }}
          />
          <DateField
            quiet
            label={t.customer.lastVisitBefore}
            hint={t.customer.lastVisitBeforeHint}
            value={customer.last_visit_on}
            error={errors.last_visit_on}
            onChange={(date) => save("last_visit_on", date)}
          />
        </section>
        <section className={css.section}>
          <h2>{t.customer.sections.notes}</h2>
          {text("key_points", { long: true, hint: t.customer.keyPointsHint })}
          {text("wishes", { long: true, hint: t.customer.wishesHint })}
          {text("note", { long: true })}
        </section>
      </div>
    </div>
  );
}

const REQUIRED: ReadonlySet<string> = new Set(["code", "name", "address"]);
