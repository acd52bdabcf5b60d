/** A destination that takes requests up to so many bytes. */
import type { AgentOps } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { AgentOpsExporter } from '../src/index.ts';
import { apiKey } from './programs/api-key.ts';
import { startReceiver } from './receiver.ts';
import { v2Receiver, v4Receiver } from './receivers.ts';
import { recorded } from './recorded.ts';

const text = 'begin '.padEnd(50_000, 'x');
const said = '[cut by agentops: the destination did not take a text of 50000 characters]';

describe.each([
  ['v2', v2Receiver],
  ['v4', v4Receiver],
] as const)('an event that is too large alone, with %s,', (protocol, api) => {
  async function sending(maxBytes: number, record: (agentops: AgentOps) => void) {
    const receiver = await startReceiver(api);
    receiver.script = ({ body }) => (body.length > maxBytes ? { status: 413 } : 'take');
    const exporter = new AgentOpsExporter({ endpoint: receiver.url, apiKey, protocol });
    const refusal = await exporter.export(recorded(record));
    const bodies = receiver.seen.map(({ body }) => body.toString());
    return { refusal, count: receiver.taken.length, sent: bodies.join('\n') };
  }

  it('comes with its long texts cut, and the others whole', async () => {
    const { refusal, count, sent } = await sending(10_000, (agentops) => {
      const session = agentops.startSession();
      session.startTool('small', { arguments: 'y'.repeat(5000) }).end();
      session.startTool('large', { arguments: { deep: text } }).end({ result: 'kept' });
    });
    expect(refusal).toBeUndefined();
    expect(count).toBe(2);
    expect(sent).toContain('y'.repeat(5000));
    expect(sent).toContain('begin x');
    expect(sent).toContain(protocol === 'v2' ? said : '[cut by agentops: the destination did not');
    expect(sent).toContain('kept');
    expect(sent).not.toContain('x'.repeat(2000));
  });

  it('is refused where it is too large even then, and holds up nothing', async () => {
    const many = Array.from({ length: 500 }, (_, n) => `${n} ${'x'.repeat(100)}`);
    const attributes = Object.fromEntries(many.map((each, n) => [`a${n}`, each]));
    const { refusal, count } = await sending(10_000, (agentops) => {
      const session = agentops.startSession();
      session.startTool('large', { arguments: many, attributes }).end();
      session.startTool('after').end();
    });
    expect(refusal).toEqual({ refused: 1, reason: expect.stringContaining('answered 413') });
    expect(count).toBe(1);
  });
});
