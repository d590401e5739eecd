/** Two numbers out of what people paste: `121.4737, 31.2304`, `31.2304 121.4737`, full-width commas too. */
export function readPair(text: string): { lat: number; lng: number } | null {
  const numbers = text.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) return null;
  // Latitudes never pass 90: whichever does is the longitude. Chinese maps write the longitude first.
  const lngFirst = Math.abs(first) > 90 || Math.abs(second) <= 90;
  return lngFirst ? { lng: first, lat: second } : { lat: first, lng: second };
}

/** 1e-7 degree as degrees, to the 0.1 m that six digits are. */
export function degreesText(e7: number): string {
  return (e7 / 1e7).toFixed(6);
}
