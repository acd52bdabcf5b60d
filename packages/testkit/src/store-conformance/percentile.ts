/** The value below which such a share of the values is, interpolated between neighbours as NumPy does. Null of nothing. */
export function percentileOf(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below * (1 - (place % 1)) + above * (place % 1);
}
