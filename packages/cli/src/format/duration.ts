const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `0.4 ms`, `640 ms`, `3.42 s`, `2m 05s`, `1h 02m`, `3d 4h`. At most 7 columns up to 99 days. */
export function formatDuration(ms: number): string {
  if (ms < 0) return '0 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / second).toFixed(ms < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / second);
  if (ms < hour - second / 2) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(ms / minute);
  if (ms < day - minute / 2) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.round(ms / hour);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** `now`, `12s ago`, `5m ago`, `3h ago`, `2d ago`, and after 30 days the date. */
export function formatAgo(time: number, now: number): string {
  const ms = now - time;
  if (ms < second) return 'now';
  if (ms < minute) return `${Math.floor(ms / second)}s ago`;
  if (ms < hour) return `${Math.floor(ms / minute)}m ago`;
  if (ms < day) return `${Math.floor(ms / hour)}h ago`;
  if (ms < 30 * day) return `${Math.floor(ms / day)}d ago`;
  return formatDate(time);
}

/** `2025-10-15`, in the local time zone. */
export function formatDate(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `14:02:11`, in the local time zone. */
export function formatClock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
