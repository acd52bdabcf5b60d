const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Takes out of a tree what differs from run to run: ids, and when the session ran. */
export function normaliseTree(text: string): string {
  return text.replace(uuid, '<id>').replace(/^started .*$/m, 'started  <when>');
}

/** The same for a table: ids, ages, and how long sessions took. */
export function normaliseTable(text: string): string {
  return text
    .replace(/^[0-9a-f]{8}\b/gm, '<id>    ')
    .replace(/ +(?:now|\d+s ago) +\d[\d.]* m?s\b/g, ' <start> <time>')
    .replace(/^(ID .*?) +START +TIME/m, '$1 START   TIME');
}

/** The widest line. */
export function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

/** The same for lines of `tail`. */
export function normaliseTail(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/^\d\d:\d\d:\d\d [0-9a-f]{8}/, '<time> <id>')
      .replace(/ +[\d.]+ m?s$/, ' <took>')
      .replace(/ {2,}(?=1,000→100)/, '  '),
  );
}
