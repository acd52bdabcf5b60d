import type { Diagnostic } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { takeIn } from '../src/index.ts';
import { dead, HostReport } from './host-report.ts';
import { callNames, folded, records } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

/** Takes in what `write` wrote: the stream is done, and this is what was found in it, and said. */
async function taken(write: (host: HostReport) => void) {
  const directory = tempDir();
  const host = new HostReport(directory, { process: dead });
  write(host);
  const said: Diagnostic[] = [];
  const onDiagnostic = (diagnostic: Diagnostic) => said.push(diagnostic);
  const { streams } = await takeIn({ directory, mappers: [toyMapper], onDiagnostic });
  return { directory, host, stream: streams[0], codes: said.map(({ code }) => code), said };
}

function note(host: HostReport, text: string) {
  return host.line('note', { text }, 's0');
}

function notes(directory: string): unknown[] {
  return folded(directory).events.map((event) => 'result' in event && event.result);
}

describe('damage', () => {
  it.each([
    ['no JSON', 'not json\n'],
    ['half a line', '{"v":1,"stream":"\n'],
    ['a list', '[1]\n'],
    ['null', 'null\n'],
    ['NUL bytes', `${'\0'.repeat(5000)}\n`],
    ['no version', '{"seq":1}\n'],
  ])('%s is passed over and counted, and the stream goes on', async (_what, text) => {
    const { directory, stream, codes } = await taken((host) => {
      host.write(host.begin(), note(host, 'before'), text, '\n', text, note(host, 'behind'));
    });
    expect(stream).toMatchObject({ state: 'done', malformedLines: 2, missingLines: 0 });
    expect(notes(directory)).toEqual(['before', 'behind']);
    // However many there are, it is said once.
    expect(codes.filter((code) => code === 'bridge-line-malformed')).toHaveLength(1);
  });

  it.each([
    ['stream', 'another'],
    ['seq', -1],
    ['seq', 1.5],
    ['seq', 2 ** 40],
    ['time', 'noon'],
    ['mono', null],
    ['session', 7],
    ['kind', ''],
    ['data', 'text'],
  ])('a line whose %s is %j is none', async (field, value) => {
    const { stream, said } = await taken((host) => {
      const line = { ...note(host, 'odd'), seq: 1, [field]: value };
      host.seq = 1;
      host.write(host.begin(), JSON.stringify(line), '\n');
    });
    expect(stream).toMatchObject({ malformedLines: 1 });
    expect(said[0]?.message).toContain(`"${field}"`);
  });

  it('a line of more than 32 MiB is passed over', async () => {
    const { directory, stream, said } = await taken((host) => {
      const long = JSON.stringify(note(host, 'x'.repeat(33 * 1024 * 1024)));
      host.seq = 0;
      host.write(host.begin(), `${long}\n`);
      host.seq = 2;
      host.write(note(host, 'behind'));
    });
    expect(stream).toMatchObject({ state: 'done', malformedLines: 1, missingLines: 1 });
    expect(said[0]?.message).toContain('longer than 32 MiB');
    expect(notes(directory)).toEqual(['behind']);
  });

  it('numbers that no line came for are a loss', async () => {
    const { directory, host, stream } = await taken((host) => {
      host.write(host.begin(), note(host, 'a'));
      host.seq += 3;
      host.write(note(host, 'b'));
      host.seq += 1;
      host.write('{"torn\n', note(host, 'c'));
    });
    expect(stream).toMatchObject({ missingLines: 4, malformedLines: 1 });
    expect(folded(directory).losses).toEqual([
      {
        writer: host.stream,
        records: 3,
        reason: "lines 2 to 4 of the host's report can't be read, or never came",
      },
      {
        writer: host.stream,
        records: 1,
        reason: "line 6 of the host's report can't be read, or never came",
      },
    ]);
    expect(notes(directory)).toEqual(['a', 'b', 'c']);
  });

  it('a line that comes again is dropped', async () => {
    const { directory, stream } = await taken((host) => {
      const line = note(host, 'once');
      host.seq = 0;
      host.write(host.begin(), line, line, line);
    });
    expect(stream).toMatchObject({ repeatedLines: 3, missingLines: 0 });
    expect(notes(directory)).toEqual([]);
  });

  it('threads may write in another order than they count in', async () => {
    const { directory, stream } = await taken((host) => {
      host.write(host.begin());
      const lines = ['a', 'b', 'c', 'd', 'e'].map((text) => note(host, text));
      host.write(...[2, 0, 1, 4, 3].map((index) => lines[index] ?? ''));
    });
    expect(stream).toMatchObject({ missingLines: 0, repeatedLines: 0 });
    expect(notes(directory)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('a newer version stops the stream there, and says what to do', async () => {
    const { directory, stream, said } = await taken((host) => {
      host.write(host.begin(), note(host, 'known'), { ...note(host, 'newer'), v: 3 });
      host.write(note(host, 'behind'));
    });
    expect(stream).toMatchObject({
      state: 'newer',
      reason: expect.stringContaining('(3, this one knows 1)'),
    });
    expect(said).toMatchObject([{ code: 'bridge-version-newer' }]);
    expect(notes(directory)).toEqual(['known']);
  });

  it('a kind that nobody knows is counted by name, said once, and passed over', async () => {
    const { directory, stream, codes } = await taken((host) => {
      host.write(host.begin());
      for (const kind of ['later', 'later', 'other', 'later']) host.write(host.line(kind));
      host.write(note(host, 'behind'));
    });
    expect(stream).toMatchObject({ state: 'done', unknownKinds: { later: 3, other: 1 } });
    expect(codes).toEqual(['bridge-kind-unknown', 'bridge-kind-unknown']);
    expect(notes(directory)).toEqual(['behind']);
  });

  it('a mapper that throws loses its line alone', async () => {
    const { directory, stream, said } = await taken((host) => {
      host.write(host.begin(), host.line('explode'), note(host, 'behind'));
    });
    expect(stream).toMatchObject({ state: 'done', lines: 3 });
    expect(said).toMatchObject([
      { code: 'bridge-mapper-failed', details: { seq: 1, host: 'toy' } },
    ]);
    expect(notes(directory)).toEqual(['behind']);
  });

  it('a first line that is lost is made up for by that of another segment', async () => {
    const { directory, stream } = await taken((host) => {
      host.write('{"v":1,"kind":"stre\n');
      host.seq = 1;
      host.write(...host.sessions(1));
      host.segment = 1;
      host.write(host.begin(), note(host, 'in the second'));
    });
    expect(stream).toMatchObject({ state: 'done', malformedLines: 1, missingLines: 1 });
    expect(callNames(directory)).toEqual(['tool 0', 'tool 1', 'tool 2', 'note']);
  });
});

describe('kinds that every host has', () => {
  it('are recorded in its name', async () => {
    const { directory, host } = await taken((host) => {
      host.write(
        host.begin(),
        host.line('session_start', {}, 's0'),
        host.line('heartbeat'),
        host.line('diagnostic', { level: 'error', code: 'hook-failed', message: 'No hook.' }),
        host.line('diagnostic', { level: 'loud' }),
        host.line('loss', { reason: 'the disk was full', lines: 4, bytes: 900 }),
        host.line('close', { reason: 'the program exited (code 3)' }),
      );
    });
    expect(records(directory).map(({ kind }) => kind)).toContain('heartbeat');
    const { diagnostics, losses, sessions } = folded(directory);
    expect(diagnostics).toMatchObject([
      {
        writer: host.stream,
        level: 'error',
        code: 'hook-failed',
        message: 'No hook.',
        details: { adapter: '@agentops/adapter-toy', host: 'toy', hostVersion: '2.1' },
      },
      { level: 'warn', code: 'shim' },
    ]);
    expect(losses).toEqual([
      {
        writer: host.stream,
        reason: 'the shim could not write: the disk was full',
        records: 4,
        bytes: 900,
      },
    ]);
    expect(sessions).toMatchObject([
      {
        endState: 'Indeterminate',
        endStateReason: 'the program exited (code 3) before the session was ended',
      },
    ]);
  });

  it('what comes after the close is said to be left out', async () => {
    const { directory, codes } = await taken((host) => {
      host.write(host.begin(), host.line('close'), note(host, 'late'));
    });
    expect(notes(directory)).toEqual([]);
    expect(codes).toEqual(['bridge-line-late']);
  });
});
