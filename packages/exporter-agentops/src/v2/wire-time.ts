/** What `Date` can tell. */
const latest = 8.64e15;

/** As Python's `isoformat()` writes it, with microseconds. */
export function wireTime(milliseconds: number): string {
  const isTime = Number.isFinite(milliseconds) && Math.abs(milliseconds) < latest;
  const microseconds = isTime ? Math.round(milliseconds * 1000) : 0;
  const whole = Math.floor(microseconds / 1000);
  const rest = String(microseconds - whole * 1000).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${rest}+00:00`);
}
