import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../cli-error.ts';
import { loadCollector } from '../load-collector.ts';
import { clientFor, openReader, type PlaceOptions } from '../recordings/open-recordings.ts';
import { RemoteReader } from '../recordings/remote-reader.ts';
import { findStored } from '../recordings/stored-recordings.ts';
import type { Terminal } from '../terminal.ts';

export interface ExportOptions extends PlaceOptions {
  json?: boolean;
  format: string;
  output?: string;
}

interface Exported extends AsyncDisposable {
  id: string;
  text: Readable;
}

const formats = ['json', 'records', 'otlp'] as const;
type Format = (typeof formats)[number];

/** `agentops export <session>`: a whole session as one file, or on stdout. */
export async function exportCommand(
  wanted: string,
  options: ExportOptions,
  terminal: Terminal,
): Promise<void> {
  const { output } = options;
  const format = formats.find((known) => known === options.format);
  if (!format) {
    throw new CliError(`--format is one of ${formats.join(', ')}, and not "${options.format}".`);
  }
  await using exported = await open(wanted, format, options);
  const { id, text } = exported;
  if (output === undefined) {
    await pipeline(text, process.stdout, { end: false });
    return;
  }
  const bytes = await writeNew(output, text);
  if (options.json) terminal.print(JSON.stringify({ session: id, format, file: output, bytes }));
  else terminal.print(`${terminal.colors.green('✓')} session ${id} is in ${output}`);
}

/** Returns its size in bytes. */
async function writeNew(path: string, text: Readable): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  let isOurs = false;
  file.once('open', () => {
    isOurs = true;
  });
  try {
    await pipeline(text, file);
    return file.bytesWritten;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliError(`${path} is there already. Name another file.`);
    // Half a session is worse than none.
    if (isOurs) await rm(path, { force: true });
    throw new CliError(`${path} could not be written: ${message}`);
  }
}

async function open(wanted: string, format: Format, options: PlaceOptions): Promise<Exported> {
  const client = clientFor(options);
  if (client) {
    const { id } = await findStored(new RemoteReader(client), wanted);
    const path = `sessions/${encodeURIComponent(id)}/export`;
    const text = await client.body(path, { query: { format } });
    return { id, text, [Symbol.asyncDispose]: async () => void text.destroy() };
  }
  const { exportSession } = await loadCollector();
  const opened = await openReader(options);
  try {
    const session = await findStored(opened.reader, wanted);
    const text = Readable.from(exportSession(opened.reader, session, format));
    return { id: session.id, text, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}
