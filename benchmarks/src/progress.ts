/** Says what is being done; nothing at the end. */
export type Progress = (what: string) => void;

/** On stderr: one line that changes on a terminal, else a line for each that differs in more than a number. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let last = '';
  return (what) => {
    if (stream.isTTY) {
      stream.write(`\r\u001b[2K${what}`);
      return;
    }
    const kind = what.replace(/: (warming up|(round|run) \d+ of \d+)$/, '');
    if (kind !== last && kind !== '') stream.write(`${kind}\n`);
    last = kind;
  };
}
