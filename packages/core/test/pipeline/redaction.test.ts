import { describe, expect, it } from 'vitest';
import { ErrorEvent } from '../../src/events/error-event.ts';
import { LLMEvent } from '../../src/events/llm-event.ts';
import type { Message } from '../../src/events/message.ts';
import type { Session } from '../../src/session/session.ts';
import { bytesOf, Recording, withSessions } from '../recording.ts';
import { assignedValue, secrets, texts } from './secrets.ts';

/** Where the value has no known shape, and its name is no text before it. */
const hidingPlaces: [string, unknown][] = [
  ['an environment', { GITHUB_TOKEN: assignedValue, DB_PASS: assignedValue, JWT: assignedValue }],
  [
    'many of a kind',
    { apiKeys: [assignedValue], api_keys: assignedValue, secrets: { a: assignedValue } },
  ],
  [
    'an object below its name',
    { apiKey: { value: assignedValue }, password: [{ v: assignedValue }] },
  ],
  ['an object with others', { credentials: { user: 'a', type: 'basic', value: assignedValue } }],
  ['arguments', { argv: ['tool', '--api-key', assignedValue, '--token', assignedValue] }],
  ['a flat list', ['Accept', '*/*', 'x-api-key', assignedValue, 'Cookie', `sid=${assignedValue}`]],
  ['a flat list, with a scheme', ['authorization', `Basic ${assignedValue}`]],
  [
    'pairs',
    [
      ['x-api-key', assignedValue],
      ['cookie', `a=${assignedValue}; b=c`],
    ],
  ],
  ['name and value', [{ name: 'x-api-key', value: assignedValue }]],
  ['key and value', [{ key: 'api_key', value: { stringValue: assignedValue } }]],
  ['a token', { token: assignedValue, tokens: 3 }],
];

function one(options: Parameters<typeof withSessions>[1] = {}) {
  const setup = withSessions(1, options);
  return { ...setup, session: setup.sessions[0] as Session };
}

const user = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });

/** Puts the text wherever a host can put one. */
function recordEverywhere(session: Session, text: string): void {
  const nested = { deep: [{ list: [text] }], json: JSON.stringify({ inner: text }) };
  session.addTags(text);
  session.setAttributes({ attribute: text });
  const agent = session.createAgent({ name: `agent ${text}`, role: text });
  session
    .startTool(`tool ${text}`, { arguments: nested, agent })
    .end({ result: nested, logs: text });
  session.startAction('action', { input: text, attributes: nested }).end({ output: [text] });
  const llm = session.startLLM({
    inputMessages: [user(text)],
    toolDefinitions: [{ description: text }],
  });
  llm.stream().add({ choice: 0, part: 0, type: 'text', text });
  llm.end({ outputMessages: [user(text)], attributes: { url: `https://example.com/?x=${text}` } });
  session.startLLM({ inputMessages: [user(text), user(`${'x'.repeat(20_000)} ${text}`)] }).end();
  session.startTool('keys', { arguments: { [text]: 1, nested: { [`${text}`]: [text] } } }).end();
  session
    .startTool(`blob ${text}`, { arguments: `${'long '.repeat(60_000)} ${text}`, agent })
    .end();
  const error = new Error(`failed with ${text}`, { cause: { text } });
  session.startTool('failing').fail(error);
  session.record(new ErrorEvent({ message: text, details: nested, stack: text, code: text }));
  session.record(new LLMEvent({ inputMessages: [user(text)], outputMessages: [user(text)] }));
  session.end({ endState: 'Fail', reason: text, endStateRaw: text });
}

describe('a secret', () => {
  it.each(Object.entries(secrets))('is nowhere on disk: %s', (_shape, secret) => {
    const { recording, agentops, session } = one();
    recordEverywhere(session, secret);
    agentops.shutdown();
    const bytes = bytesOf(recording.directory);
    expect(bytes).not.toContain(secret);
    expect(bytes).toContain('[redacted]');
    expect(recording.codes).toEqual([]);
  });

  it('that is told by the name of its property is nowhere on disk', () => {
    const { recording, agentops, session } = one();
    const value = 'c4n4ry, with blanks';
    const headers = { Authorization: value, cookie: value, 'x-api-key': [value, value] };
    const connection = { password: value, client_secret: value, connectionString: value };
    session.startTool('t', { arguments: { headers, connection } }).end({ result: headers });
    session.setAttributes({ api_key: value, pin: { password: 20_241_201 } });
    agentops.shutdown();
    const bytes = bytesOf(recording.directory);
    expect(bytes).not.toContain('c4n4ry');
    expect(bytes).not.toContain('20241201');
  });

  it.each(hidingPlaces)(
    'that is told by what stands beside it is nowhere on disk: %s',
    (_, place) => {
      const { recording, agentops, session } = one();
      session.startTool('t', { arguments: place }).end({ result: [place] });
      agentops.shutdown();
      const bytes = bytesOf(recording.directory);
      expect(bytes).not.toContain(assignedValue);
      expect(bytes).toContain('[redacted]');
    },
  );

  it('is nowhere on disk in a private key', () => {
    const { recording, agentops, session } = one();
    const body = Array.from({ length: 20 }, () => 'c4n4ry'.repeat(10)).join('\n');
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`;
    recordEverywhere(session, key);
    agentops.shutdown();
    expect(bytesOf(recording.directory)).not.toContain('c4n4ry');
  });

  it('leaves the text around it as it was', () => {
    const { recording, session } = one();
    const [secret] = Object.values(secrets);
    session.startTool('t', { arguments: { note: `use ${secret}, please` } }).end();
    expect(recording.read().event('t')).toMatchObject({
      arguments: { note: 'use [redacted], please' },
    });
  });
});

describe('what only looks like a secret', () => {
  it('is recorded as it is', () => {
    const { recording, session } = one();
    const properties = {
      max_tokens: 4096,
      sort_key: 'name',
      tokenizer_name: 'cl100k',
      key: 'value',
      token: 'hello',
      pwd: '/workspace/app',
      issueKey: 'PROJ-123',
      idempotency_key: '01a206ac-e41d-7a4c-93c4-1025a52440df',
      passed: 'yes',
      pair: { name: 'city', value: 'Paris' },
      form: ['username', 'password', 'email', 'api_key', 'client_secret'],
      argv: ['tool', '--token', '--verbose', 'true'],
      schema: {
        type: 'object',
        required: ['password', 'apiKey'],
        properties: {
          password: { type: 'string', description: 'At least 8 characters' },
          apiKey: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
    };
    session.startTool('t', { arguments: { texts, properties } }).end();
    expect(recording.read().event('t')).toMatchObject({ arguments: { texts, properties } });
  });
});

describe("the user's own redact", () => {
  it('gets every text after the built-in masking', () => {
    const seen: string[] = [];
    const redact = (text: string) => {
      seen.push(text);
      return text.replaceAll(/\d{4} \d{4}/g, '[card]');
    };
    const { recording, agentops, session } = one({ redact });
    recordEverywhere(session, `1234 5678 ${secrets['a key of AWS']}`);
    agentops.shutdown();
    const values = bytesOf(recording.directory).replaceAll(/"1234 5678 \[redacted\]":/g, '');
    expect(values).not.toContain('1234 5678');
    expect(seen.join()).not.toContain(secrets['a key of AWS']);
    expect(recording.read().events.length).toBeGreaterThan(8);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['returns no text', () => undefined as never],
  ])('masks all text where it %s, and what belongs together stays together', (_, redact) => {
    const { recording, agentops, session } = one({ redact });
    const round = session.startAction('round', { input: 'c4n4ry' });
    round.run(() => agentops.traceTool('c4n4ry', () => 'c4n4ry')());
    const llm = session.startLLM({ inputMessages: [user('c4n4ry')], requestModel: 'c4n4ry' });
    llm.end({ outputMessages: [user('c4n4ry')] });
    round.fail(new Error('c4n4ry'));
    session.end({ endState: 'Fail', reason: 'c4n4ry' });
    agentops.shutdown();
    expect(bytesOf(recording.directory)).not.toContain('c4n4ry');

    const { events, sessions } = recording.read();
    expect(sessions).toMatchObject([{ id: session.id, endState: 'Fail' }]);
    expect(events.map(({ type, status }) => `${type} ${status}`).sort()).toEqual([
      'action error',
      'error error',
      'llm ok',
      'tool ok',
    ]);
    expect(new Set(events.map(({ sessionId }) => sessionId))).toEqual(new Set([session.id]));
    expect(events.find(({ type }) => type === 'tool')?.parentId).toBe(round.id);
    expect(events.find(({ id }) => id === llm.id)).toMatchObject({
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: '[redacted]' }] }],
    });
    expect(recording.read().writers[0]?.isClosed).toBe(true);
  });
});

describe('a diagnostic', () => {
  it('is masked on disk too', () => {
    const recording = new Recording();
    const secret = secrets['a key of AWS'] as string;
    recording.agentops.init(recording.options);
    recording.agentops.report({
      level: 'warn',
      code: 'test',
      message: secret,
      details: { secret },
    });
    expect(recording.read().diagnostics).toMatchObject([{ code: 'test', message: '[redacted]' }]);
    expect(bytesOf(recording.directory)).not.toContain(secret);
  });
});
