import { describe, expect, it } from 'vitest';
import { fold } from '../../src/events/fold.ts';
import type { AgentOpsRecord, EventPatch } from '../../src/events/record.ts';
import { ContentPolicy, policyFor } from '../../src/export/content-policy.ts';
import type { ContentFunction } from '../../src/export/exporter.ts';
import { sessionWithoutContent, withoutContent } from '../../src/pipeline/capture.ts';
import { withSessions } from '../recording.ts';

const strip = { event: withoutContent, session: sessionWithoutContent };

/** What a destination with this policy makes of what was recorded. */
function through(policy: boolean | ContentFunction, records: readonly AgentOpsRecord[]) {
  const content = new ContentPolicy(policy, strip);
  const permitted = records.map((record) => content.permit(record));
  return { permitted, text: JSON.stringify(permitted), ...fold(permitted) };
}

const isPublic: ContentFunction = ({ attributes }) => attributes?.tenant === 'public';

describe('a function', () => {
  it('says it event by event, from the start of each to its end', () => {
    const { recording, sessions } = withSessions(1);
    for (const tenant of ['public', 'secret']) {
      const event = sessions[0]?.startTool(tenant, {
        arguments: { text: `${tenant}-arguments` },
        attributes: { tenant },
      });
      event?.update({ logs: `${tenant}-logs` });
      event?.end({ result: `${tenant}-result` });
    }
    const { text, events } = through(isPublic, recording.read().records);
    for (const what of ['arguments', 'logs', 'result']) {
      expect(text).toContain(`public-${what}`);
      expect(text).not.toContain(`secret-${what}`);
    }
    expect(events.map(({ name, content }) => [name, content])).toEqual([
      ['public', undefined],
      ['secret', 'off'],
    ]);
  });

  it('is asked about long content when that comes, as the attributes come with it', async () => {
    const { recording, sessions, agentops } = withSessions(1);
    for (const tenant of ['public', 'secret']) {
      const long = `${tenant}-long ${'x'.repeat(20_000)}`;
      sessions[0]?.startTool(tenant, { arguments: long, attributes: { tenant } }).end();
    }
    await agentops.flush();
    const { records } = recording.read();
    expect(
      records.filter((record) => 'content' in record && record.content === 'pending'),
    ).not.toEqual([]);
    const { text, events } = through(isPublic, records);
    expect(text).toContain('public-long');
    expect(text).not.toContain('secret-long');
    expect(events.map(({ content }) => content)).toEqual([undefined, 'off']);
  });

  it('keeps prompts whole that were told against one which it kept back', () => {
    const { recording, sessions } = withSessions(1);
    const owner = {};
    const said = (text: string) => ({
      role: 'user',
      parts: [{ type: 'text' as const, content: text }],
    });
    const messages = [said('one')];
    for (const name of ['secret', 'public', 'public']) {
      messages.push(said(`more for ${name}`));
      sessions[0]
        ?.startLLM({
          requestModel: 'm',
          inputMessages: [...messages],
          attributes: { tenant: name },
          promptOwner: owner,
        } as never)
        .end();
    }
    const whole = recording.read();
    const { events } = through(isPublic, whole.records);
    const prompts = (all: typeof events) =>
      all.map((event) => (event as { inputMessages?: unknown }).inputMessages);
    expect(prompts(events).slice(1)).toEqual(prompts(whole.events).slice(1));
    expect(prompts(events)[0]).toBeNull();
  });

  it('keeps content back when it throws, when it says anything but true, and of an event whose start is unknown', () => {
    const { recording, sessions } = withSessions(1);
    sessions[0]?.startTool('t', { arguments: 'c4n4ry' }).end({ result: 'c4n4ry' });
    const { records } = recording.read();
    const throwing = () => {
      throw new Error('x');
    };
    expect(through(throwing, records).text).not.toContain('c4n4ry');
    expect(through((() => 'yes') as never, records).text).not.toContain('c4n4ry');
    const withoutStart = records.filter(({ kind }) => kind !== 'start');
    expect(through(() => true, withoutStart).text).not.toContain('c4n4ry');
    expect(through(() => true, records).text).toContain('c4n4ry');
  });

  it('is asked once an event', () => {
    const { recording, sessions } = withSessions(1);
    const event = sessions[0]?.startTool('t', { arguments: 'a' });
    event?.update({ logs: 'b' });
    event?.end({ result: 'c' });
    const asked: (string | undefined)[] = [];
    const ask = ({ name }: EventPatch) => asked.push(name) > 0;
    through(ask, recording.read().records);
    expect(asked).toEqual(['t']);
  });
});

describe('what of a later version can not be understood', () => {
  const later = { v: 1, writer: 'w', seq: 0, time: 1, kind: 'later', text: 'c4n4ry' };

  it('goes as it is where everything does, and bare elsewhere', () => {
    const records = [later as unknown as AgentOpsRecord];
    expect(through(true, records).permitted).toEqual([later]);
    for (const policy of [false, () => true]) {
      expect(through(policy, records).text).not.toContain('c4n4ry');
    }
  });
});

describe('records of another process', () => {
  const mine = () => true;
  it.each<[string, Parameters<typeof policyFor>, boolean | ContentFunction]>([
    ['had no policy', [undefined, undefined], true],
    ['may have no content here', [false, true], false],
    ['kept it back themselves', [true, false], false],
    ['were judged by a function that is not here', [true, 'function'], false],
    ['were judged by a function, and there is one here', [mine, 'function'], mine],
    ['had all, and there is a function here', [mine, true], mine],
  ])('that %s', (_, parameters, expected) => {
    expect(policyFor(...parameters)).toBe(expected);
  });
});
