import { useState } from "react";
import { undo, useDoing, useSettle } from "../../app/data";
import { toast } from "../../app/toast";
import { useTyped } from "../../app/typed";
import type { Contact } from "../../ipc/types/Contact";
import type { ContactLayer } from "../../ipc/types/ContactLayer";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import { Button, IconButton } from "../../parts/button";
import { Tag } from "../../parts/chip";
import { Empty } from "../../parts/empty";
import { Input } from "../../parts/field";
import { FormDialog } from "../../parts/form-dialog";
import { Segmented } from "../../parts/segmented";
import { Switch } from "../../parts/switch";
import { useText } from "../../text";
import css from "./contacts.module.css";

const LAYERS: readonly ContactLayer[] = ["decision", "management", "operating", "influencer"];

/** 联系人: who is there, who decides, whom the sheets name. */
export function Contacts({ file }: { file: CustomerFile }) {
  const t = useText();
  const settle = useSettle();
  const { id } = file.customer;
  const [editing, setEditing] = useTyped<Contact | "new" | null>(`${id} contact`, null);

  const told = (words: string, reply: CustomerFile) => {
    settle("customer.get", { id }, reply);
    const { tx_id: txId } = reply;
    toast.say(words, txId ? { label: t.app.undo, run: () => undo(txId, t.app.undone) } : undefined);
  };
  const put = useDoing("contact.put", {
    done: (reply, { name }) => told(t.customer.contactSaved(name), reply),
  });
  const remove = useDoing("contact.delete", {
    done: (reply, { id: gone }) => {
      const name = file.contacts.find((contact) => contact.id === gone)?.name ?? "";
      told(t.customer.contactRemoved(name), reply);
    },
  });

  return (
    <>
      {file.contacts.length === 0 ? (
        <Empty
          icon="phone"
          title={t.customer.contactsEmpty}
          text={t.customer.contactsEmptyText}
          action={
            <Button icon="plus" onPress={() => setEditing("new")}>
              {t.customer.contactAdd}
            </Button>
          }
        />
      ) : (
        <>
          <ul className={css.contacts}>
            {file.contacts.map((contact) => (
              <li key={contact.id} className={css.contact}>
                <div className={css.words}>
                  <div className={css.name}>
                    <strong>{contact.name}</strong>
                    {contact.title && <span>{contact.title}</span>}
                    <Tag>{t.shared.layers[contact.layer]}</Tag>
                    {contact.is_primary && <Tag tone="ink">{t.customer.primary}</Tag>}
                    {contact.id === file.owner?.id && <Tag>{t.customer.owner}</Tag>}
                  </div>
                  {contact.phone && (
                    <a
                      className={css.phone}
                      href={`tel:${contact.phone.replace(/[^\d+]/g, "")}`}
                      aria-label={t.customer.call(contact.phone)}
                    >
                      {contact.phone}
                    </a>
                  )}
                  {contact.note && <p className="soft">{contact.note}</p>}
                </div>
                <div className={css.actions}>
                  {!contact.is_primary && (
                    <IconButton
                      icon="star"
                      label={t.customer.makePrimary}
                      onPress={() => put.run({ ...fields(contact), customer_id: id, is_primary: true })}
                    />
                  )}
                  <IconButton
                    icon="edit"
                    label={t.customer.contactEdit}
                    onPress={() => setEditing(contact)}
                  />
                  <IconButton
                    icon="trash"
                    label={t.customer.contactRemove(contact.name)}
                    onPress={() => remove.run({ id: contact.id })}
                  />
                </div>
              </li>
            ))}
          </ul>
          <Button icon="plus" onPress={() => setEditing("new")}>
            {t.customer.contactAdd}
          </Button>
        </>
      )}
      {editing && (
        <ContactDialog
          contact={editing === "new" ? null : editing}
          customerId={id}
          first={file.contacts.length === 0}
          onClose={() => setEditing(null)}
          onSaved={(reply, name) => {
            setEditing(null);
            told(t.customer.contactSaved(name), reply);
          }}
        />
      )}
    </>
  );
}

function fields({ id, name, layer, title, phone, note }: Contact) {
  return { id, name, layer, title, phone, note };
}

function ContactDialog({
  contact,
  customerId,
  first,
  onClose,
  onSaved,
}: {
  contact: Contact | null;
  customerId: string;
  /** The first contact of a customer is the primary one. */
  first: boolean;
  onClose: () => void;
  onSaved: (reply: CustomerFile, name: string) => void;
}) {
  const t = useText();
  const form = `contact ${contact?.id ?? customerId}`;
  const [name, setName] = useTyped(`${form} name`, contact?.name ?? "");
  const [title, setTitle] = useTyped(`${form} title`, contact?.title ?? "");
  const [phone, setPhone] = useTyped(`${form} phone`, contact?.phone ?? "");
  const [note, setNote] = useTyped(`${form} note`, contact?.note ?? "");
  const [layer, setLayer] = useTyped<ContactLayer>(`${form} layer`, contact?.layer ?? "decision");
  const [primary, setPrimary] = useTyped(`${form} primary`, contact?.is_primary ?? first);
  const [error, setError] = useState<{ field: string | null; sentence: string } | null>(null);
  const put = useDoing("contact.put", {
    done: (reply, args) => onSaved(reply, args.name),
    failed: (failure) => setError({ field: failure.field, sentence: t.say.error(failure) }),
  });
  const save = () =>
    put.run({
      id: contact?.id ?? null,
      customer_id: customerId,
      name: name.trim(),
      layer,
      title: title.trim() || null,
      phone: phone.trim() || null,
      is_primary: primary,
      note: note.trim() || null,
    });
  const of = (field: string) => (error?.field === field ? error.sentence : null);
  const elsewhere = error && !["name", "title", "phone", "note"].includes(error.field ?? "");
  return (
    <FormDialog
      title={contact ? t.customer.contactEdit : t.customer.contactAdd}
      onClose={onClose}
      send={t.app.save}
      ready={name.trim() !== ""}
      busy={put.busy}
      fault={elsewhere ? error.sentence : null}
      onSend={save}
    >
      <Input
        label={t.customer.contactName}
        value={name}
        onChange={setName}
        error={of("name")}
        autoFocus={!contact}
        required
      />
      <Input label={t.customer.contactTitle} value={title} onChange={setTitle} error={of("title")} />
      <Input
        label={t.customer.contactPhone}
        value={phone}
        onChange={setPhone}
        error={of("phone")}
        inputMode="tel"
      />
      <Segmented
        label={t.customer.contactLayer}
        value={layer}
        choices={LAYERS.map((value) => ({ value, label: t.shared.layers[value] }))}
        onChange={setLayer}
      />
      <Switch
        label={t.customer.primary}
        hint={t.customer.primaryHint}
        on={primary}
        disabled={contact?.is_primary}
        onChange={setPrimary}
      />
      <Input label={t.customer.contactNote} value={note} onChange={setNote} error={of("note")} long />
    </FormDialog>
  );
}
