import { type CalendarDate, parseDate } from "@internationalized/date";
import { useState } from "react";
import {
  Button,
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Dialog,
  DialogTrigger,
  Heading,
  I18nProvider,
  Popover,
} from "react-aria-components";
import { useText } from "../text";
import css from "./aria.module.css";
import field from "./field.module.css";
import { Icon } from "./icon";
import { topLayer } from "./top-layer";

export interface DateBodyProps {
  label: string;
  words: string;
  value: string | null;
  onChange: (value: string | null) => void;
  onClosed: () => void;
  quiet?: boolean;
}

/** The opened calendar of a date field, with a line to type the date into. */
export function DateBody({ label, words, value, onChange, onClosed, quiet }: DateBodyProps) {
  const t = useText();
  const [open, setOpen] = useState(true);
  const [typed, setTyped] = useState(value ?? "");
  const [wrong, setWrong] = useState(false);
  const close = () => {
    setOpen(false);
    onClosed();
  };
  const take = (iso: string) => {
    if (iso !== value) onChange(iso);
    close();
  };
  return (
    <I18nProvider locale={t.language === "zh" ? "zh-CN" : "en-GB"}>
      <DialogTrigger isOpen={open} onOpenChange={(next) => (next ? setOpen(true) : close())}>
        <Button
          className={css.trigger ?? ""}
          data-quiet={quiet || undefined}
          aria-label={`${label} ${words}`}
        >
          <span className={css.value}>{words}</span>
          <Icon name="calendar" size={16} />
        </Button>
        <Popover className={css.popover ?? ""} UNSTABLE_portalContainer={topLayer()}>
          <Dialog aria-label={label} className={css.calendar ?? ""}>
            <input
              className={field.input}
              aria-label={`${label} ${t.app.dateFormat}`}
              placeholder={t.app.dateFormat}
              inputMode="numeric"
              value={typed}
              aria-invalid={wrong || undefined}
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong(false);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                const iso = readDate(typed);
                if (iso) take(iso);
                else setWrong(true);
              }}
            />
            <Calendar
              aria-label={label}
              firstDayOfWeek="mon"
              defaultValue={value ? parseDate(value) : null}
              onChange={(date: CalendarDate) => take(date.toString())}
            >
              <header className={css.calendarHead}>
                <Button slot="previous" className={css.turn ?? ""}>
                  <Icon name="back" />
                </Button>
                <Heading />
                <Button slot="next" className={css.turn ?? ""}>
                  <Icon name="forward" />
                </Button>
              </header>
              <CalendarGrid>
                <CalendarGridHeader>
                  {(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}
                </CalendarGridHeader>
                <CalendarGridBody>
                  {(date) => <CalendarCell date={date} className={css.day ?? ""} />}
                </CalendarGridBody>
              </CalendarGrid>
            </Calendar>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </I18nProvider>
  );
}

/** `2026-11-30`, `2026/11/30`, `20261130` or `2026年11月30日` as an ISO date. */
export function readDate(text: string): string | null {
  const found = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?$/.exec(text.trim());
  if (!found) return null;
  const iso = `${found[1]}-${found[2]?.padStart(2, "0")}-${found[3]?.padStart(2, "0")}`;
  try {
    return parseDate(iso).toString();
  } catch {
    return null;
  }
}
