import { useState } from "react";
import type { Now } from "../../app/clock";
import { useDoing, useReading, useSettle } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import { useTyped } from "../../app/typed";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import type { Issue } from "../../ipc/types/Issue";
import type { IssueCategory } from "../../ipc/types/IssueCategory";
import type { IssueKind } from "../../ipc/types/IssueKind";
import { Button } from "../../parts/button";
import { Chip } from "../../parts/chip";
import { DateField } from "../../parts/date-field";
import { Dialog } from "../../parts/dialog";
import { Input, Labelled } from "../../parts/field";
import { Segmented } from "../../parts/segmented";
import { Switch } from "../../parts/switch";
import { TimeInput } from "../../parts/time-input";
import { useText } from "../../text";
import { addDays } from "../../text/format";
import { CustomerPick } from "./customer-pick";
import css from "./issue-dialog.module.css";
import { KINDS } from "./query";

const CATEGORIES: readonly IssueCategory[] = [
  "supply",
  "brand",
  "price",
  "delivery",
  "service",
  "policy",
  "system",
  "other",
];

/** 记问题, or its head changed afterwards. */
export function IssueDialog({
  issue,
  customerId,
  now,
  onClose,
  onSaved,
}: {
  issue?: Issue;
  customerId: string | null;
  now: Now;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const t = useText();
  const settle = useSettle();
  const { settings } = useStatus();
  const given = useReading("customer.get", { id: customerId ?? "" }, { enabled: customerId !== null });
  const form = `issue ${issue?.id ?? "new"}`;
  const [picked, setPicked] = useTyped<Pick<CustomerSummary, "id" | "name" | "class" | "address"> | null>(
    `${form} customer`,
    null,
  );
  const [kind, setKind] = useTyped<IssueKind>(`${form} kind`, issue?.kind ?? "problem");
  const [category, setCategory] = useTyped<IssueCategory | null>(`${form} category`, issue?.category ?? null);
  const [urgent, setUrgent] = useTyped(`${form} urgent`, issue?.urgent ?? false);
  const [content, setContent] = useTyped(`${form} content`, issue?.content ?? "");
  const [owner, setOwner] = useTyped(`${form} owner`, issue?.owner ?? "");
  // Nothing is promised in the manager's name.
  const promised = issue?.promised_at ?? null;
  const [date, setDate] = useTyped(`${form} date`, promised === null ? null : t.format.dayOf(promised));
  const [min, setMin] = useTyped(
    `${form} min`,
    promised === null ? settings.sunset_min : t.format.minuteOf(promised),
  );
  const [fault, setFault] = useState<"customer" | "content" | null>(null);
  const put = useDoing("issue.put", {
    done: (file) => {
      settle("issue.get", { id: file.issue.id }, file);
      toast.say(t.issue.saved, undefined, "saved");
      onSaved(file.issue.id);
    },
  });
  const customer = picked ?? given.data?.customer ?? null;
  const promisedAt = date === null ? null : t.format.at(date, min);
  const past = promisedAt !== null && promisedAt < now.ms && promisedAt !== issue?.promised_at;
  const sunsets = [
    { label: t.issue.sunsetToday, date: now.date, offered: now.min < settings.sunset_min },
    { label: t.issue.sunsetTomorrow, date: addDays(now.date, 1), offered: true },
    { label: t.issue.twoDays, date: addDays(now.date, 2), offered: true },
  ];

  const save = () => {
    if (!customer) return setFault("customer");
    if (content.trim() === "") return setFault("content");
    return put.run({
      id: issue?.id ?? null,
      customer_id: customer.id,
      kind,
      category,
      urgent,
      content: content.trim(),
      promised_at: promisedAt,
      owner: owner.trim() || null,
    });
  };

  return (
    <Dialog
      title={issue ? t.issue.editTitle : t.issue.newTitle}
      onClose={onClose}
      wide
      actions={
        <>
          <Button onPress={onClose}>{t.app.cancel}</Button>
          <Button kind="primary" busy={put.busy} onPress={save}>
            {issue ? t.issue.saveEdit : t.issue.saveNew}
          </Button>
        </>
      }
    >
      <CustomerPick
        customer={customer}
        fixed={issue !== undefined}
        loading={customerId !== null && given.isPending}
        missing={fault === "customer"}
        onPick={(one) => {
          setPicked(one);
          setFault(null);
        }}
      />
      <Input
        label={t.issue.content}
        placeholder={t.issue.contentHint}
        long
        maxLength={500}
        autoFocus={customerId !== null}
        value={content}
        error={fault === "content" ? t.issue.contentMissing : null}
        onChange={(text) => {
          setContent(text);
          setFault(null);
        }}
      />
      <Segmented
        label={t.issue.kind}
        choices={KINDS.map((value) => ({ value, label: t.issue.kinds[value] }))}
        value={kind}
        onChange={setKind}
      />
      <Labelled label={t.issue.category}>
        <div className={css.chips} role="group" aria-label={t.issue.category}>
          {CATEGORIES.map((one) => (
            <Chip key={one} on={category === one} onPress={() => setCategory(category === one ? null : one)}>
              {t.issue.categories[one]}
            </Chip>
          ))}
        </div>
      </Labelled>
      <Switch label={t.issue.urgentSwitch} hint={t.issue.urgentHint} on={urgent} onChange={setUrgent} />
      <Labelled label={t.issue.promise}>
        <div className={css.chips} role="group" aria-label={t.issue.promise}>
          {sunsets
            .filter(({ offered }) => offered)
            .map((one) => (
              <Chip
                key={one.date}
                on={date === one.date && min === settings.sunset_min}
                onPress={() => {
                  setDate(one.date);
                  setMin(settings.sunset_min);
                }}
              >
                {one.label}
              </Chip>
            ))}
          <Chip on={date === null} onPress={() => setDate(null)}>
            {t.issue.promiseNo}
          </Chip>
        </div>
      </Labelled>
      {date !== null && (
        <div className={css.when}>
          <DateField label={t.issue.promisedOn} value={date} clearable={false} onChange={setDate} />
          <Labelled label={t.issue.promisedAt}>
            <TimeInput label={t.issue.promisedAt} value={min} onChange={setMin} />
          </Labelled>
        </div>
      )}
      {past && (
        <p className={css.past} role="alert">
          {t.issue.promisePast}
        </p>
      )}
      <Input
        label={t.issue.owner}
        placeholder={t.issue.ownerHint}
        maxLength={60}
        value={owner}
        onChange={setOwner}
      />
    </Dialog>
  );
}
