import Pad, { type PointGroup } from "signature_pad";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Strokes } from "../ipc/types/Strokes";
import css from "./signature-pad.module.css";
import { fitted, pathOf } from "./strokes";

/** CSS pixels. One width, so that what is drawn again looks as it did. */
const PEN = 2.6;
/** Points are told apart by this much where no timing is kept. */
const STEP_MS = 16;

const READS_AS = {
  dotSize: PEN,
  minWidth: PEN,
  maxWidth: PEN,
  velocityFilterWeight: 0.7,
  compositeOperation: "source-over",
} as const;

/** CSS pixels. */
interface Size {
  width: number;
  height: number;
}

/** What the pad of this size holds, as it is kept. Pressure and timing only where the switch allows them. */
function strokesOf(groups: PointGroup[], { width, height }: Size, dynamics: boolean): Strokes {
  const began = groups[0]?.points[0]?.time ?? 0;
  return {
    width: Math.round(width * 10),
    height: Math.round(height * 10),
    strokes: groups.map(({ points }) =>
      points.map((point) => ({
        x: Math.round(point.x * 10),
        y: Math.round(point.y * 10),
        ...(dynamics && {
          pressure: Math.round(point.pressure * 1000),
          at: Math.max(0, Math.round(point.time - began)),
        }),
      })),
    ),
  };
}

/**
 * As the pad holds them. Times count on from `began`, the instant of the first point; where that is not known any
 * more, the last point is as old as now: what is drawn next comes after it.
 */
function groupsOf(strokes: Strokes, penColor: string, began: number | null): PointGroup[] {
  const last = strokes.strokes.at(-1)?.at(-1)?.at ?? 0;
  const start = began ?? Date.now() - last;
  let time = start;
  return strokes.strokes.map((stroke) => ({
    ...READS_AS,
    penColor,
    points: stroke.map(({ x, y, pressure, at }) => {
      time = at == null ? time + STEP_MS : start + at;
      return { x: x / 10, y: y / 10, pressure: (pressure ?? 500) / 1000, time };
    }),
  }));
}

/**
 * A place to sign by mouse, pen or finger. What is drawn stays when the pad changes its size: it is always scaled
 * from how it was drawn, never from a former scaling.
 */
export function SignaturePad({
  value,
  onChange,
  dynamics,
  label,
}: {
  value: Strokes | null;
  onChange: (strokes: Strokes) => void;
  /** Keep pressure and timing too. */
  dynamics: boolean;
  label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<Pad | null>(null);
  const drawn = useRef<Strokes | null>(null);
  /** UTC milliseconds of the first point, while the pad that it was drawn on is shown. */
  const began = useRef<number | null>(null);
  const heard = useRef({ onChange, dynamics });
  useEffect(() => {
    heard.current = { onChange, dynamics };
  });

  useLayoutEffect(() => {
    const surface = canvas.current;
    if (!surface) return;
    const made = new Pad(surface, { ...READS_AS, throttle: 0, minDistance: 2 });
    pad.current = made;
    let sized: Size & { ratio: number } = { width: 0, height: 0, ratio: 0 };
    let drawing = false;
    const keep = () => {
      drawing = false;
      began.current = made.toData()[0]?.points[0]?.time ?? null;
      const strokes = strokesOf(made.toData(), sized, heard.current.dynamics);
      drawn.current = strokes;
      heard.current.onChange(strokes);
    };
    const size = () => {
      const { clientWidth: width, clientHeight: height } = surface;
      const ratio = Math.max(1, globalThis.devicePixelRatio || 1);
      if (sized.width === width && sized.height === height && sized.ratio === ratio) return;
      if (drawing) {
        // Turned in the middle of a stroke: it ends here, as it was drawn, and the pad takes the next one.
        keep();
        made.off();
        made.on();
      }
      sized = { width, height, ratio };
      surface.width = Math.round(width * ratio);
      surface.height = Math.round(height * ratio);
      surface.getContext("2d")?.scale(ratio, ratio);
      made.penColor = getComputedStyle(surface).color;
      draw(made, surface, drawn.current, began.current);
    };
    const begun = () => {
      drawing = true;
    };
    const watch = new ResizeObserver(size);
    size();
    watch.observe(surface);
    // The watch tells of a change a frame late: heard of in the new stroke, it would cut that.
    surface.addEventListener("pointerdown", size, { capture: true });
    made.addEventListener("beginStroke", begun);
    made.addEventListener("endStroke", keep);
    return () => {
      watch.disconnect();
      surface.removeEventListener("pointerdown", size, { capture: true });
      made.off();
      pad.current = null;
    };
  }, []);

  // Cleared, brought back, or found in the draft.
  useLayoutEffect(() => {
    const surface = canvas.current;
    if (!surface || !pad.current || drawn.current === value) return;
    drawn.current = value;
    began.current = null;
    draw(pad.current, surface, value, null);
  }, [value]);

  return <canvas ref={canvas} className={css.pad} role="img" aria-label={label} />;
}

function draw(pad: Pad, surface: HTMLCanvasElement, strokes: Strokes | null, began: number | null): void {
  if (!strokes || strokes.strokes.length === 0) {
    pad.clear();
    return;
  }
  const fit = fitted(strokes, surface.clientWidth * 10, surface.clientHeight * 10);
  pad.fromData(groupsOf(fit, pad.penColor, began), { clear: true });
}

/** A signature as it was drawn, in lines that stay sharp at any size. */
export function SignatureDrawing({ strokes, label }: { strokes: Strokes; label: string }) {
  return (
    <svg
      className={css.drawing}
      viewBox={`0 0 ${Math.max(1, strokes.width)} ${Math.max(1, strokes.height)}`}
      role="img"
      aria-label={label}
      fill="none"
      stroke="currentColor"
      strokeWidth={PEN * 10}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {strokes.strokes.map((stroke, index) => (
        // A stroke has no name but its place.
        // oxlint-disable-next-line react/no-array-index-key
        <path key={index} d={pathOf(stroke)} />
      ))}
    </svg>
  );
}
