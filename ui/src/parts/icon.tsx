/** Our own line icons, 24 × 24, drawn in the colour of the text around them. */
const PATHS = {
  today: "M5 5h14v15H5zM5 10h14M9 3v4M15 3v4M9 15l2 2 4-4",
  plan: "M4 5h5v14H4zM10 5h5v9h-5zM16 5h4v6h-4z",
  customer:
    "M4 10l1.5-5h13L20 10M5 10v9h14v-9M4 10a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0A2.7 2.7 0 0 0 20 10M10 19v-5h4v5",
  issue: "M4 5h16v11h-9l-4.5 4v-4H4zM8.5 9h7M8.5 12.5h4.5",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16",
  camera: "M4 7.5h4l1.5-2.5h5L16 7.5h4V19H4zM12 10a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z",
  later: "M12 3.5a8.5 8.5 0 1 0 8.5 8.5M12 7.5V12l3 2M16 3.5h4.5V8",
  setting:
    "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  back: "M14.5 5L8 12l6.5 7",
  forward: "M9.5 5l6.5 7-6.5 7",
  down: "M5 9.5l7 6.5 7-6.5",
  up: "M5 14.5L12 8l7 6.5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  play: "M8 5.5l10 6.5-10 6.5z",
  phone:
    "M6 4h3.5l1.5 4.5-2 1.5a11 11 0 0 0 5 5l1.5-2 4.5 1.5V18a2 2 0 0 1-2 2A15 15 0 0 1 4 6a2 2 0 0 1 2-2z",
  pin: "M12 21s7-6.3 7-11a7 7 0 1 0-14 0c0 4.7 7 11 7 11zM12 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  route:
    "M6 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM18 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM8 18h7a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h7",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18zM14.5 6.5l3 3",
  trash: "M5 7h14M9 7V4.5h6V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  undo: "M9 14L4.5 9.5 9 5M5 9.5h9a5 5 0 0 1 0 10h-3",
  redo: "M15 14l4.5-4.5L15 5M19 9.5h-9a5 5 0 0 0 0 10h3",
  print: "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z",
  export: "M12 15V4M8 8l4-4 4 4M5 13v6.5h14V13",
  import: "M12 4v11M8 11l4 4 4-4M5 13v6.5h14V13",
  file: "M7 3.5h7l4 4v13H7zM14 3.5V8h4",
  folder: "M4 6h6l2 2.5h8V19H4z",
  filter: "M4 6h16M7 12h10M10 18h4",
  sliders: "M4 7h8M16 7h4M14 5v4M4 17h4M12 17h8M10 15v4",
  sort: "M7 5v14M4 16l3 3 3-3M13 7h7M13 12h5M13 17h3",
  warning: "M12 4.5L21 19.5H3zM12 10v4.5M12 17v.01",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.5v.01",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  calendar: "M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7",
  star: "M12 4l2.4 5.2 5.6.7-4.1 3.9 1.1 5.6-5-2.8-5 2.8 1.1-5.6L4 9.9l5.6-.7z",
  drag: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  map: "M4 6.5l5-2 6 2 5-2V17.5l-5 2-6-2-5 2zM9 4.5v13M15 6.5v13",
  device: "M5 4.5h14v11H5zM3 19.5h18M9 15.5v4M15 15.5v4",
  list: "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01",
  spark: "M12 4v4M12 16v4M4 12h4M16 12h4M6.5 6.5l2.5 2.5M15 15l2.5 2.5M6.5 17.5L9 15M15 9l2.5-2.5",
} as const;

export type IconName = keyof typeof PATHS;

/** Without `label` the icon is decoration beside a word. */
export function Icon({ name, size = 20, label }: { name: IconName; size?: number; label?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" || name === "drag" ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      style={{ flex: "none" }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
