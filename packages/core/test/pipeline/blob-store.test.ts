import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { BlobStore, resolveBlobs } from '../../src/pipeline/blob-store.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

const long = 'line of a long text\n'.repeat(20_000);

function one() {
  const setup = withSessions(1);
  const { blobs } = pathsOf(setup.recording.directory);
  return { ...setup, session: setup.sessions[0] as Session, blobs };
}

describe('a text of more than 256 KiB', () => {
  it('leaves the record, and comes back with resolveBlobs, wherever it stood', async () => {
    const { recording, agentops, session, blobs } = one();
    session.startTool('t', { arguments: { list: [{ long }] } }).end({ result: long });
    await agentops.flush();
    const event = recording.read().event('t') as { arguments?: unknown; result?: unknown };
    expect(event.result).toMatch(/^agentops:blob:[0-9a-f]{64}:400000:line of a long text\n/);
    expect(JSON.stringify(recording.read().records).length).toBeLessThan(20_000);
    expect(resolveBlobs(event, blobs)).toMatchObject({
      arguments: { list: [{ long }] },
      result: long,
    });
  });

  it('is kept once, however often it comes, for its owner alone', () => {
    const { session, blobs } = one();
    for (let index = 0; index < 3; index++) session.startTool('t', { arguments: long }).end();
    const files = readdirSync(blobs);
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(statSync(join(blobs, files[0] as string)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(blobs, files[0] as string), 'utf8')).toBe(long);
  });

  it('stays a reference, with its beginning, where its file is gone', () => {
    const { recording, session, blobs } = one();
    session.startTool('t', { arguments: long }).end();
    rmSync(blobs, { recursive: true });
    expect(resolveBlobs(recording.read().event('t'), blobs)).toMatchObject({
      arguments: expect.stringMatching(/^agentops:blob:.*:line of a long text/),
    });
  });

  it('is cut with a word on how much is missing where it can not be kept', () => {
    const { recording, session, blobs } = one();
    rmSync(blobs, { recursive: true });
    session.startTool('t', { arguments: long }).end();
    expect(recording.read().event('t')).toMatchObject({
      arguments: expect.stringContaining('[cut by agentops: 400000 characters could not be kept]'),
    });
    expect(recording.codes).toEqual(['record-failed']);
  });

  it('is no path: a reference that somebody else wrote reads no other file', () => {
    const folder = tempDir();
    const forged = `agentops:blob:../../../../etc/passwd${'0'.repeat(64)}:1:x`;
    expect(resolveBlobs([forged, 'agentops:blob:x'], folder)).toEqual([forged, 'agentops:blob:x']);
  });
});

describe('a text of more than 16 MiB', () => {
  it('is cut in its blob, with a marker that says how much', () => {
    const folder = tempDir();
    const mebibyte = 1024 * 1024;
    const reference = new BlobStore(folder).put('ä'.repeat(10 * mebibyte));
    expect(reference.slice(0, 100)).toContain(`:${20 * mebibyte}:`);
    const text = resolveBlobs(reference, folder);
    expect(text.slice(-80)).toContain(
      `[cut by agentops: ${4 * mebibyte} of ${20 * mebibyte} bytes are not kept]`,
    );
    expect(Buffer.byteLength(text)).toBeLessThan(16 * mebibyte + 100);
  });
});
