import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import { loadCollector } from '../load-collector.ts';
import { openReader, type PlaceOptions } from '../recordings/open-recordings.ts';
import { StoredRecordings } from '../recordings/stored-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface ExportOptions extends PlaceOptions {
  json?: boolean;
  format: string;
  output?: string;
}

/** `agentops export <session>`: a whole session as one file, or on stdout. */
export async function exportCommand(
  wanted: string,
  options: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  const { exportFormats, exportSession } = await loadCollector();
  const format = exportFormats.find((known) => known === options.format);
  if (!format) {
    throw new CliError(
      `--format is one of ${exportFormats.join(', ')}, and not "${options.format}".`,
    );
  }
  await using opened = await openReader(options);
  const { id } = await new StoredRecordings(opened.place, opened.reader, async () => {}).find(
    wanted,
  );
  const summary = await opened.reader.session(id);
  if (!summary) throw new CliError(`The session ${id} is gone.`);
  const text = Readable.from(exportSession(opened.reader, summary, format));
  if (options.output === undefined) {
    await pipeline(text, process.stdout, { end: false });
    return;
  }
  const file = createWriteStream(options.output, { flags: 'wx', mode: 0o600 });
  await pipeline(text, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw new CliError(`${options.output}: ${error.message}`);
    throw new CliError(`${options.output} is there already. Name another file.`);
  });
  const { bytesWritten } = file;
  if (options.json) {
    terminal.print(JSON.stringify({ session: id, format, file: options.output, bytesWritten }));
  } else terminal.print(`${terminal.colors.green('✓')} session ${id} is in ${options.output}`);
}
