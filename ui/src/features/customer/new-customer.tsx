import { useState } from "react";
import { useDoing } from "../../app/data";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { Input } from "../../parts/field";
import { useText } from "../../text";

/** A code and a name are enough; the rest is filled in the file. */
export function NewCustomer({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = useText();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [error, setError] = useState<{ field: string | null; sentence: string } | null>(null);
  const create = useDoing("customer.create", {
    done: (file) => onMade(file.customer.id),
    failed: (failure) => setError({ field: failure.field, sentence: t.say.error(failure) }),
  });
  const ready = code.trim() !== "" && name.trim() !== "";
  const submit = () => {
    if (ready) create.run({ code: code.trim(), name: name.trim() });
  };
  return (
    <Dialog
      title={t.customer.newTitle}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t.app.cancel}</Button>
          <Button kind="primary" disabled={!ready} busy={create.busy} onPress={submit}>
            {t.customer.newAction}
          </Button>
        </>
      }
    >
      <form
        style={{ display: "grid", gap: "var(--space-3)" }}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Input
          label={t.shared.fields.name}
          value={name}
          onChange={setName}
          error={error?.field === "name" ? error.sentence : null}
          autoFocus
          required
        />
        <Input
          label={t.shared.fields.code}
          value={code}
          onChange={setCode}
          error={error && error.field !== "name" ? error.sentence : null}
          required
        />
        {/* Enter in a field submits only where a form has a submit button. */}
        <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}
