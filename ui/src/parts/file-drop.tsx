import { type ReactNode, useRef, useState } from "react";
import css from "./file-drop.module.css";
import { Icon } from "./icon";

/** A place to drop a file or choose one; a plain file input underneath, so that keyboards and tests can fill it. */
export function FileDrop({
  label,
  accept,
  onFile,
  children,
  primary,
  disabled,
}: {
  label: string;
  accept: string;
  onFile: (file: File) => void;
  /** What to know before choosing. */
  children?: ReactNode;
  primary?: boolean;
  disabled?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !disabled) onFile(file);
  };
  return (
    <div
      className={css.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <label className={css.button} data-primary={primary || undefined} data-disabled={disabled || undefined}>
        <Icon name="file" />
        <span>{label}</span>
        <input
          ref={input}
          type="file"
          className="unseen"
          accept={accept}
          disabled={disabled}
          onChange={(event) => {
            take(event.target.files);
            // The same file may be chosen again after it was corrected.
            if (input.current) input.current.value = "";
          }}
        />
      </label>
      {children}
    </div>
  );
}
