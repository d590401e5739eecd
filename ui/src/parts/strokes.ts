/** Strokes of a signature, in tenths of a CSS pixel of the pad on which they were drawn. */
import type { Strokes } from "../ipc/types/Strokes";

/** The same drawing on a pad of another size: whole, in the middle, nothing pulled out of shape. Tenths as well. */
export function fitted(drawn: Strokes, width: number, height: number): Strokes {
  if (drawn.width <= 0 || drawn.height <= 0) return { ...drawn, width, height };
  const scale = Math.min(width / drawn.width, height / drawn.height);
  const left = (width - drawn.width * scale) / 2;
  const top = (height - drawn.height * scale) / 2;
  return {
    width,
    height,
    strokes: drawn.strokes.map((stroke) =>
      stroke.map((point) => ({
        ...point,
        x: Math.round(point.x * scale + left),
        y: Math.round(point.y * scale + top),
      })),
    ),
  };
}

/** A stroke as an SVG path: straight to the middle between two points, curved around each. */
export function pathOf(stroke: Strokes["strokes"][number]): string {
  const [first, ...rest] = stroke;
  if (!first) return "";
  if (rest.length === 0) return `M${first.x} ${first.y}h0.1`;
  let path = `M${first.x} ${first.y}`;
  let before = first;
  for (const point of rest) {
    path += `Q${before.x} ${before.y} ${(before.x + point.x) / 2} ${(before.y + point.y) / 2}`;
    before = point;
  }
  return `${path}L${before.x} ${before.y}`;
}
