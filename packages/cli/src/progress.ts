/** A line on stderr that changes in place. Nothing where that is no terminal. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr) {
  let shown = 0;
  return {
    show(text: string): void {
      if (!stream.isTTY) return;
      const line = text.slice(0, (stream.columns || 80) - 1);
      stream.write(`\r${line.padEnd(shown)}`);
      shown = line.length;
    },
    clear(): void {
      if (shown > 0) stream.write(`\r${' '.repeat(shown)}\r`);
      shown = 0;
    },
  };
}
