import { useState } from "react";
import { useDoing } from "../../app/data";
import { Input } from "../../parts/field";
import { FormDialog } from "../../parts/form-dialog";
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
  return (
    <FormDialog
      title={t.customer.newTitle}
      onClose={onClose}
      send={t.customer.newAction}
      ready={ready}
      busy={create.busy}
      onSend={() => create.run({ code: code.trim(), name: name.trim() })}
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
    </FormDialog>
  );
}
