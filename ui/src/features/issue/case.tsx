import { useNow } from "../../app/clock";
import { useReading } from "../../app/data";
import { href, navigate } from "../../app/router";
import { useTyped } from "../../app/typed";
import { isGone } from "../../ipc/error";
import type { IssueFile } from "../../ipc/types/IssueFile";
import { ButtonLink, IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { CustomerLine } from "../../parts/customer-line";
import { deadlineWords, pressing } from "../../parts/deadline";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { stateOf } from "../../parts/issue-line";
import { useText } from "../../text";
import css from "./case.module.css";
import { Compose } from "./compose";
import { IssueDialog } from "./issue-dialog";
import { type Listing, listingHref } from "./query";
import { Steps } from "./steps";

/** A clock may be this far behind the last step before anybody is told. */
const DOUBT_MS = 60_000;

/** One case: the promise on top, the steps as a conversation, and what can be done next. */
export function CasePane({ id, listing, now }: { id: string; listing: Listing; now: number }) {
  const t = useText();
  const reading = useReading("issue.get", { id });
  if (reading.error) {
    const gone = isGone(reading.error);
    return (
      <Empty
        page
        icon="issue"
        title={gone ? t.issue.goneTitle : t.app.brokenTitle}
        text={gone ? t.issue.goneText : t.say.error(reading.error)}
        action={<ButtonLink to={listingHref(listing)}>{t.issue.backToList}</ButtonLink>}
      />
    );
  }
  return reading.data ? <Case file={reading.data} listing={listing} now={now} /> : null;
}

/** Of two issues under a correction of their visit each leads to the other. */
function Succession({ file, listing }: { file: IssueFile; listing: Listing }) {
  const t = useText();
  const { superseded, superseded_by, supersedes } = file;
  const other = superseded_by ?? supersedes;
  if (!superseded && other === null) return null;
  return (
    <p className={css.doubt}>
      <Icon name="info" size={18} />
      <span>
        {superseded ? t.issue.superseded : t.issue.supersedes}{" "}
        {other !== null && (
          <a href={listingHref(listing, other)}>{superseded ? t.issue.seeSuccessor : t.issue.seeFormer}</a>
        )}
      </span>
    </p>
  );
}

function Case({ file, listing, now }: { file: IssueFile; listing: Listing; now: number }) {
  const t = useText();
  const clock = useNow();
  const [editing, setEditing] = useTyped(`${file.issue.id} editing`, false);
  const { issue, customer } = file;
  const last = Math.max(issue.created_at, ...file.steps.map(({ created_at }) => created_at));
  const state = stateOf(issue);
  const phone = customer.phone && !customer.phone.includes("*") ? customer.phone : null;
  return (
    <article className={css.case}>
      <header className={css.head}>
        <a className={css.back} href={listingHref(listing)} aria-label={t.issue.backToList}>
          <Icon name="back" />
        </a>
        <a className={css.customer} href={href(["customer", customer.id, "issues"])}>
          <CustomerLine customer={customer} />
        </a>
        {phone && (
          <ButtonLink icon="phone" to={`tel:${phone.replace(/[^\d+]/g, "")}`}>
            {t.issue.call}
          </ButtonLink>
        )}
        {state !== "closed" && (
          <IconButton icon="edit" label={t.issue.edit} onPress={() => setEditing(true)} />
        )}
      </header>

      {last > now + DOUBT_MS && (
        <p className={css.doubt} role="alert">
          <Icon name="clock" size={18} />
          <span>{t.issue.clockBack}</span>
        </p>
      )}
      <Succession file={file} listing={listing} />
      <Promise file={file} now={now} />
      {issue.urgent && <Urgent file={file} />}

      <section className={css.steps} aria-label={t.issue.steps}>
        <Steps file={file} />
      </section>
      <Compose file={file} now={clock} />

      {editing && (
        <IssueDialog
          issue={issue}
          customerId={issue.customer_id}
          now={clock}
          onClose={() => setEditing(false)}
          onSaved={(saved) => {
            setEditing(false);
            navigate(listingHref(listing, saved), { replace: true });
          }}
        />
      )}
    </article>
  );
}

/** What the customer was promised, how it stands, and every other clock that runs. */
function Promise({ file, now }: { file: IssueFile; now: number }) {
  const t = useText();
  const { issue } = file;
  const state = stateOf(issue);
  const promised = file.deadlines.find(({ kind }) => kind === "promised");
  // Without a promise the clock that presses most stands in its place.
  const head = promised ?? pressing(file.deadlines);
  const stands = head && deadlineWords(head, now, t);
  const others = file.deadlines.filter((one) => one !== head).toSorted((a, b) => a.due_at - b.due_at);
  const late = file.deadlines.some((one) => deadlineWords(one, now, t).tone === "overdue");
  return (
    <section className={css.promise} data-late={late || undefined} aria-label={t.issue.promise}>
      <div className={css.promiseHead}>
        <h1 className={css.what}>
          {issue.promised_at !== null
            ? t.issue.promisedBy(t.format.instant(issue.promised_at))
            : head
              ? t.issue.clockBy(t.issue.clocks[head.kind], t.format.instant(head.due_at))
              : t.issue.promiseNone}
        </h1>
        {stands && (
          <strong className={css.stands} data-tone={stands.tone}>
            {stands.words}
          </strong>
        )}
      </div>
      <p className={css.marks}>
        <Tag tone={state === "closed" ? "plain" : "ink"}>{t.issue.state[state]}</Tag>
        <span>{t.issue.kinds[issue.kind]}</span>
        {issue.category && <span>{t.issue.categories[issue.category]}</span>}
        {issue.owner && (
          <span>
            {t.issue.owner} {issue.owner}
          </span>
        )}
        {issue.visit_record_id && <a href={href(["visit", issue.visit_record_id])}>{t.issue.fromVisit}</a>}
      </p>
      {others.length > 0 && (
        <dl className={css.clocks}>
          {others.map((one) => {
            const { words, tone } = deadlineWords(one, now, t);
            return (
              <div key={one.kind}>
                <dt>{t.issue.clocks[one.kind]}</dt>
                <dd data-tone={tone}>
                  {words}
                  <span className="soft"> · {t.issue.due.by(t.format.instant(one.due_at))}</span>
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}

function Urgent({ file }: { file: IssueFile }) {
  const t = useText();
  const { reported_at: at, reported_to: to } = file.issue;
  if (at !== null) {
    return (
      <p className={css.reported}>
        <Icon name="check" size={18} />
        <span>{t.issue.urgentDone(to ?? t.app.none, t.format.instant(at))}</span>
      </p>
    );
  }
  if (stateOf(file.issue) === "closed") return null;
  return (
    <p className={css.urgent}>
      <Icon name="warning" size={18} />
      <strong>{t.issue.urgentTitle}</strong>
    </p>
  );
}
