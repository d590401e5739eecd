import { useState } from "react";
import { useReading } from "../../app/data";
import { href } from "../../app/router";
import type { TimelineEntry } from "../../ipc/types/TimelineEntry";
import type { TimelineKind } from "../../ipc/types/TimelineKind";
import { Tag } from "../../parts/chip";
import { Dialog } from "../../parts/dialog";
import { Icon, type IconName } from "../../parts/icon";
import { WholePicture } from "../../parts/whole-picture";
import type { Text } from "../../text";
import { useText } from "../../text";
import { weekOf } from "../../text/format";
import css from "./timeline.module.css";

const ICONS: Record<TimelineKind, IconName> = {
  visit: "check",
  planned: "plan",
  issue: "issue",
  photo: "camera",
  change: "edit",
};

export interface EntryWords {
  title: string;
  line: string;
  tags: { words: string; tone: "plain" | "ink" | "due" | "overdue" }[];
  /** Where it leads; none for what has no page of its own. */
  to: string | null;
}

/** What an entry says. Details that did not come are left out. */
export function entryWords({ kind, id, date, detail }: TimelineEntry, t: Text): EntryWords {
  const words = t.customer.timeline;
  const text = (name: string) => (typeof detail[name] === "string" ? (detail[name] as string) : null);
  const of = <V extends string>(names: Record<V, string>, name: string) => {
    const value = text(name);
    return value !== null && value in names ? names[value as V] : null;
  };
  const tags: EntryWords["tags"] = [];
  switch (kind) {
    case "visit": {
      const outcome = of(t.shared.outcomes, "outcome");
      const open = text("state") === "open";
      const vain = outcome !== null && !["done", "owner_absent"].includes(text("outcome") ?? "");
      if (detail.signed === true) tags.push({ words: words.signed, tone: "ink" });
      if (detail.signed_on_paper === true) tags.push({ words: words.signedOnPaper, tone: "ink" });
      if (text("entered") === "later") tags.push({ words: words.later, tone: "plain" });
      if (detail.corrects) tags.push({ words: words.corrects, tone: "plain" });
      if (detail.corrected_by) tags.push({ words: words.corrected, tone: "due" });
      if (typeof detail.clock_doubt_ms === "number") tags.push({ words: words.clockDoubt, tone: "due" });
      const rating = of(words.ratings, "rating");
      const told = Array.isArray(detail.told) ? detail.told.map(String) : [];
      return {
        title: open ? words.visitOpen : words.visited,
        line: [
          vain || text("outcome") === "owner_absent" ? outcome : null,
          rating && words.rating(rating),
          told.length > 0 && words.told(told.join(words.between)),
        ]
          .filter(Boolean)
          .join(" · "),
        tags,
        to: href(["visit", id]),
      };
    }
    case "planned": {
      const state = of(t.shared.visit_states, "state");
      const reason = text("put_off_reason");
      if (state) tags.push({ words: state, tone: text("state") === "missed" ? "due" : "plain" });
      return {
        title: words.planned,
        line: reason ? words.putOff(reason) : "",
        tags,
        to: href(["plan", text("week") ?? weekOf(date)], { visit: id, day: date }),
      };
    }
    case "issue": {
      const closed = detail.closed === true;
      if (detail.urgent === true) tags.push({ words: t.issue.urgent, tone: "overdue" });
      tags.push(closed ? { words: words.closed, tone: "plain" } : { words: words.open, tone: "due" });
      const promised = detail.promised_at;
      return {
        title: text("content") ?? t.issue.title,
        line: [
          of(t.issue.kinds, "kind"),
          typeof promised === "number" && !closed ? words.promised(t.format.instant(promised)) : null,
        ]
          .filter(Boolean)
          .join(" · "),
        tags,
        to: href(["issue", id]),
      };
    }
    case "photo":
      return {
        title: of(words.photos, "kind") ?? words.photo,
        line: text("note") ?? "",
        tags,
        to: null,
      };
    case "change": {
      const fields = Array.isArray(detail.fields) ? detail.fields : [];
      const names = fields.map((name) => t.say.field(String(name)));
      const noun = text("noun") === "contact" ? "contact" : "customer";
      const whole = detail.made === true ? words.made : detail.deleted === true ? words.deleted : null;
      return {
        title:
          whole?.[noun] ?? (names.length > 0 ? words.changed(names.join(words.between)) : words.changedSome),
        line: text("by") ?? "",
        tags,
        to: null,
      };
    }
  }
}

/** One entry: when, what, how it ended; it opens what it speaks of. */
export function EntryRow({ entry, today }: { entry: TimelineEntry; today: string }) {
  const t = useText();
  const { title, line, tags, to } = entryWords(entry, t);
  const inside = (
    <>
      <span className={css.when}>
        <span>{t.format.dateNear(entry.date, today)}</span>
        <span className="soft small">{t.format.ago(entry.date, today)}</span>
      </span>
      <span className={css.icon} data-kind={entry.kind}>
        <Icon name={ICONS[entry.kind]} size={18} />
      </span>
      <span className={css.words}>
        <span className={css.title}>
          {entry.kind !== "issue" && <span className="unseen">{t.customer.timeline.kinds[entry.kind]} </span>}
          {title}
        </span>
        {line && <span className={css.line}>{line}</span>}
      </span>
      <span className={css.tags}>
        {tags.map((tag) => (
          <Tag key={tag.words} tone={tag.tone}>
            {tag.words}
          </Tag>
        ))}
      </span>
    </>
  );
  if (entry.kind === "photo") return <PhotoRow id={entry.id} title={title} inside={inside} />;
  return to ? (
    <a className={css.entry} href={to}>
      {inside}
    </a>
  ) : (
    <div className={css.entry}>{inside}</div>
  );
}

function PhotoRow({ id, title, inside }: { id: string; title: string; inside: React.ReactNode }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const thumb = useReading("photo.get", { id, side: 96 });
  return (
    <>
      <button type="button" className={css.entry} onClick={() => setOpen(true)}>
        {inside}
        <span className="unseen">{t.customer.timeline.enlarge}</span>
        {thumb.data && <img className={css.thumb} src={thumb.data.url} alt="" />}
      </button>
      {open && (
        <Dialog title={title} wide onClose={() => setOpen(false)}>
          <WholePicture id={id} name={title} fitted />
        </Dialog>
      )}
    </>
  );
}
