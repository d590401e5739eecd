/**
 * How dates, spans and figures are written. Dates are ISO strings of local calendar days, minutes count from local
 * midnight; nothing here reads the clock.
 */
import type { Language } from "../ipc/types/Language";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: Record<Language, string[]> = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};

/** Days since 1970-01-01 of an ISO date. */
export function dayNumber(iso: string): number {
  const [year, month, day] = iso.split("-").map(Number) as [number, number, number];
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}

/** The ISO date `days` later (earlier if negative). */
export function addDays(iso: string, days: number): string {
  return new Date((dayNumber(iso) + days) * 86_400_000).toISOString().slice(0, 10);
}

/** Whole days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** ISO weekday of a date, 1 = Monday … 7 = Sunday. */
export function weekdayOf(iso: string): number {
  return ((((dayNumber(iso) + 3) % 7) + 7) % 7) + 1;
}

/** The Monday of an ISO week such as `2026-W49`. */
export function mondayOf(week: string): string {
  const [year, number] = week.split("-W").map(Number) as [number, number];
  const fourth = `${year}-01-04`;
  return addDays(fourth, 1 - weekdayOf(fourth) + (number - 1) * 7);
}

/** The ISO week of a date, such as `2026-W49`. */
export function weekOf(iso: string): string {
  const thursday = addDays(iso, 4 - weekdayOf(iso));
  const year = thursday.slice(0, 4);
  const number = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** The ISO week `count` weeks later. */
export function addWeeks(week: string, count: number): string {
  return weekOf(addDays(mondayOf(week), count * 7));
}

/** Minutes after midnight as `08:35`. */
export function clock(minutes: number): string {
  const whole = Math.round(minutes);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

/** `08:35`, `8：35` or `835` as minutes after midnight; null for anything else. 24:00 ends a day. */
export function readClock(text: string): number | null {
  const found = /^(\d{1,2})[:：](\d{2})$|^(\d{1,2})(\d{2})$/.exec(text.trim());
  if (!found) return null;
  const hours = Number(found[1] ?? found[3]);
  const minutes = Number(found[2] ?? found[4]);
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= 1440 ? total : null;
}

/** Year, month, day. */
function parts(iso: string): [number, number, number] {
  return iso.split("-").map(Number) as [number, number, number];
}

const INSTANT = {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;

/** Day, hour and minute of UTC instants in a zone; in the device's where there is none, or none that it knows. */
function instantsIn(zone: string | undefined) {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-GB", { ...INSTANT, timeZone: zone });
  } catch {
    format = new Intl.DateTimeFormat("en-GB", INSTANT);
  }
  return (ms: number) => {
    const found = format.formatToParts(ms);
    const of = (wanted: string) => Number(found.find(({ type }) => type === wanted)?.value);
    const [year, month, day] = [of("year"), of("month"), of("day")];
    const iso = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
    return { iso, month, day, minutes: of("hour") * 60 + of("minute") };
  };
}

function sign(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "±";
}

/** `zone` is the territory's IANA zone, in which instants are told. */
export function formatsFor(language: Language, zone?: string) {
  const zh = language === "zh";
  const instantOf = instantsIn(zone);
  const number = new Intl.NumberFormat(zh ? "zh-CN" : "en-GB");
  const weekday = (n: number) => WEEKDAYS[language][n - 1] ?? "";

  return {
    weekday,
    /** `周二、周四`. */
    weekdays: (list: number[]) => list.map(weekday).join(zh ? "、" : ", "),
    /** `11月30日`. */
    date(iso: string) {
      const [, month, day] = parts(iso);
      return zh ? `${month}月${day}日` : `${day} ${MONTHS[month - 1]}`;
    },
    /** `11月30日 周一`. */
    dateDay(iso: string) {
      const [, month, day] = parts(iso);
      const name = weekday(weekdayOf(iso));
      return zh ? `${month}月${day}日 ${name}` : `${name} ${day} ${MONTHS[month - 1]}`;
    },
    /** `2026年11月30日`. */
    dateYear(iso: string) {
      const [year, month, day] = parts(iso);
      return zh ? `${year}年${month}月${day}日` : `${day} ${MONTHS[month - 1]} ${year}`;
    },
    /** `11月30日` in the year of `today`, `2025年11月30日` in another. */
    dateNear(iso: string, today: string) {
      return iso.slice(0, 4) === today.slice(0, 4) ? this.date(iso) : this.dateYear(iso);
    },
    /** `11-30`, for columns. */
    dateShort: (iso: string) => iso.slice(5),
    /** `第49周`. */
    week(week: string) {
      const n = Number(week.split("-W")[1]);
      return zh ? `第${n}周` : `Week ${n}`;
    },
    clock,
    /** `08:30–20:00`. */
    clockSpan: (from: number, to: number) => `${clock(from)}–${clock(to)}`,
    /** `4 小时 20 分`. */
    span(minutes: number) {
      const whole = Math.max(0, Math.round(minutes));
      const hours = Math.floor(whole / 60);
      const rest = whole % 60;
      if (zh) {
        if (hours === 0) return `${rest} 分钟`;
        return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`;
      }
      if (hours === 0) return `${rest} min`;
      return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
    },
    /** `今天`, `昨天`, `12 天前`. */
    ago(iso: string, today: string) {
      const days = daysBetween(iso, today);
      if (days === 0) return zh ? "今天" : "today";
      if (days === 1) return zh ? "昨天" : "yesterday";
      if (days === -1) return zh ? "明天" : "tomorrow";
      if (days < 0) return zh ? `${-days} 天后` : `in ${-days} days`;
      return zh ? `${days} 天前` : `${days} days ago`;
    },
    /** `逾期 1 天`. */
    overdue: (days: number) => (zh ? `逾期 ${days} 天` : `${days} ${days === 1 ? "day" : "days"} overdue`),
    /** `850 米`, `12.4 公里`. */
    distance(metres: number) {
      if (metres < 1000) return zh ? `${Math.round(metres)} 米` : `${Math.round(metres)} m`;
      const km = metres < 100_000 ? (metres / 1000).toFixed(1) : String(Math.round(metres / 1000));
      return zh ? `${km} 公里` : `${km} km`;
    },
    /** `+1.2 公里`, `−300 米`, `±0 米`: what something costs or saves. */
    distanceMore(metres: number) {
      return `${sign(metres)}${this.distance(Math.abs(metres))}`;
    },
    /** `+6 分钟`. */
    spanMore(minutes: number) {
      return `${sign(Math.round(minutes))}${this.span(Math.abs(minutes))}`;
    },
    number: (value: number) => number.format(value),
    /** `1,234.50 元` from fen. */
    money(fen: number) {
      const yuan = (fen / 100).toLocaleString(zh ? "zh-CN" : "en-GB", {
        minimumFractionDigits: 2,
        maximumFractionDigits: 2,
      });
      return zh ? `${yuan} 元` : `¥${yuan}`;
    },
    /** `2.4 MB`. */
    bytes(count: number) {
      if (count < 1024) return `${count} B`;
      if (count < 1024 * 1024) return `${Math.round(count / 1024)} KB`;
      return `${(count / 1024 / 1024).toFixed(1)} MB`;
    },
    /** The local day of a UTC instant in the territory's zone. */
    dayOf: (ms: number) => instantOf(ms).iso,
    /** Minutes after local midnight of a UTC instant. */
    minuteOf: (ms: number) => instantOf(ms).minutes,
    /** The UTC instant of a local day and minute; the later one where a clock was put forward over it. */
    at(iso: string, minutes: number) {
      const wall = dayNumber(iso) * 86_400_000 + minutes * 60_000;
      const offset = (ms: number) => {
        const local = instantOf(ms);
        return dayNumber(local.iso) * 86_400_000 + local.minutes * 60_000 - Math.floor(ms / 60_000) * 60_000;
      };
      return wall - offset(wall - offset(wall));
    },
    /** The same with its year, for what is kept: `2026年11月30日 14:05`. */
    moment(ms: number) {
      const { iso, minutes } = instantOf(ms);
      return `${this.dateYear(iso)} ${clock(minutes)}`;
    },
    /** A UTC instant in the territory's zone, `11月30日 14:05`. */
    instant(ms: number) {
      const { month, day, minutes } = instantOf(ms);
      const time = clock(minutes);
      return zh ? `${month}月${day}日 ${time}` : `${day} ${MONTHS[month - 1]} ${time}`;
    },
  };
}

export type Formats = ReturnType<typeof formatsFor>;
