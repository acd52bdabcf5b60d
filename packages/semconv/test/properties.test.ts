import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFull } from '../../../tooling/full-tier.ts';
import * as agentOps from '../src/agentops-sdk.ts';
import * as genAi from '../src/gen-ai.ts';
import * as genAiEarlier from '../src/gen-ai-earlier.ts';
import * as general from '../src/general.ts';
import * as genkit from '../src/genkit.ts';
import { mapSpan } from '../src/index.ts';
import * as mcp from '../src/mcp.ts';
import * as openInference from '../src/openinference.ts';
import * as openLlmetry from '../src/openllmetry.ts';
import type { Span } from '../src/span.ts';
import * as taskWeaver from '../src/taskweaver.ts';
import * as vercelAi from '../src/vercel-ai.ts';

const vocabularies = [
  agentOps,
  genAi,
  genAiEarlier,
  general,
  genkit,
  mcp,
  openInference,
  openLlmetry,
  vercelAi,
];
const names = [
  ...vocabularies.flatMap((vocabulary): string[] => Object.values(vocabulary)),
  ...['session_id', 'round_id', 'message', 'files', 'in.recipient', 'code', 'result', 'summary'],
  ...['prompt', 'prompt_size', 'output_size', 'out.from', 'out.to', 'out.message'],
  ...['out.attachments', 'verification_error'],
];

const fields = [
  'role',
  'content',
  'finish_reason',
  'tool_calls.0.name',
  'tool_calls.1.arguments',
  'message.role',
  'message.content',
  'message.tool_calls.0.tool_call.id',
  'message.contents.0.message_content.text',
  'document.content',
  'tool.json_schema',
  'name',
];
const words = [
  'chat',
  'execute_tool',
  'invoke_agent',
  'embeddings',
  'retrieval',
  'tools/call',
  'LLM',
  'TOOL',
  'CHAIN',
  'RETRIEVER',
  'tool',
  'llm',
  'session',
  'agent',
  'workflow',
  'model',
  'flow',
  'ai.generateText',
  'ai.generateText.doGenerate',
  'ai.streamText.doStream',
  'ai.toolCall',
  'completion',
  'Shutdown',
  'application/json',
  'AbortError',
  'Session.send_message',
  'Session._send_text_message',
  '_send_message',
  'Planner.reply',
  'CodeInterpreter.reply',
  'CodeGenerator.reply',
  'CodeExecutor.execute_code',
  'run_code',
  '[THOUGHT: a, EXECUTION_STATUS: FAILURE, ARTIFACT_PATHS: []]',
];

const knownName = fc.oneof(
  fc.constantFrom(...names),
  fc
    .tuple(
      fc.constantFrom(...names.filter((name) => name.endsWith('.'))),
      fc.nat(),
      fc.constantFrom(...fields),
    )
    .map(([prefix, index, field]) => `${prefix}${index}.${field}`),
);
/** No dialect has names that begin so. */
const unknownName = fc.string().map((name) => `unknown/${name}`);

const json = fc.jsonValue({ maxDepth: 2 });
const message = fc.record(
  {
    role: fc.constantFrom('user', 'assistant', 'tool', 'model'),
    type: fc.constantFrom('message', 'function_call', 'tool_call', 'text', 'image'),
    parts: fc.array(json, { maxLength: 3 }),
    content: json,
    tool_calls: json,
    function: json,
    finish_reason: json,
  },
  { requiredKeys: [] },
);
const value = fc.oneof(
  json,
  fc.constantFrom(...words),
  fc.double(),
  fc.nat().map(String),
  json.map((one) => JSON.stringify(one)),
  fc.array(message, { maxLength: 3 }),
  fc.array(message, { maxLength: 3 }).map((messages) => JSON.stringify(messages)),
  message.map((one) =>
    JSON.stringify({ message: one, messages: [one], usage: { inputTokens: 1 } }),
  ),
);
const attributes = (name: fc.Arbitrary<string>) =>
  fc.array(fc.tuple(name, value), { maxLength: 15 }).map((entries) => Object.fromEntries(entries));

const known = attributes(knownName);
const spans: fc.Arbitrary<Span> = fc.record({
  traceId: fc.constant('1'.repeat(32)),
  spanId: fc.constant('2'.repeat(16)),
  name: fc.oneof(fc.string(), fc.constantFrom(...words)),
  kind: fc.integer(),
  startTime: fc.double({ min: 0, noNaN: true }),
  endTime: fc.double({ min: 0, noNaN: true }),
  statusCode: fc.integer({ min: 0, max: 3 }),
  statusMessage: fc.string(),
  attributes: fc.oneof(known, attributes(fc.oneof(knownName, fc.string()))),
  events: fc.array(
    fc.record({
      name: fc.oneof(fc.constantFrom(...names, 'exception'), fc.string()),
      time: fc.double(),
      attributes: fc.oneof(
        known,
        fc.dictionary(fc.constantFrom('content', 'message', 'role', 'id', 'finish_reason'), value),
      ),
    }),
  ),
  links: fc.constant([]),
  resource: known,
  scope: fc.record({
    name: fc.oneof(
      fc.string(),
      fc.constantFrom('ai', 'agentops', '@traceloop/x', taskWeaver.TASKWEAVER_SCOPE),
    ),
  }),
});

const runs = { numRuns: isFull ? 5_000 : 250 };

test('never throws, and what it makes can be written', () => {
  fc.assert(
    fc.property(spans, (span) => {
      const { event, also } = mapSpan(span);
      JSON.stringify(event);
      expect(event.startTime).toBe(span.startTime);
      expect(new Set([event, ...also].map(({ key }) => key)).size).toBe(also.length + 1);
      if (event.type !== 'llm') expect(event.usage).toBeUndefined();
    }),
    runs,
  );
});

/** TaskWeaver's attributes have no namespace of their own. */
const prefixIn = ({ scope }: Span) =>
  scope.name === taskWeaver.TASKWEAVER_SCOPE ? taskWeaver.TASKWEAVER_PREFIX : '';

test('keeps all attributes that it does not know', () => {
  fc.assert(
    fc.property(spans, attributes(unknownName), (span, unknown) => {
      const { event } = mapSpan({ ...span, attributes: { ...span.attributes, ...unknown } });
      const kept = Object.entries(unknown).map(([name, value]) => [prefixIn(span) + name, value]);
      expect(event.attributes).toMatchObject(Object.fromEntries(kept));
    }),
    runs,
  );
});

test('the same span gives the same, and is left as it was', () => {
  fc.assert(
    fc.property(spans, (span) => {
      const before = structuredClone(span);
      const first = structuredClone(mapSpan(span));
      expect(mapSpan(structuredClone(span))).toEqual(first);
      expect(span).toEqual(before);
    }),
    runs,
  );
});

test('adds nothing to the attributes but what was there', () => {
  fc.assert(
    fc.property(spans, (span) => {
      // Of one text it makes an attribute for each attachment.
      fc.pre(prefixIn(span) === '');
      for (const name of Object.keys(mapSpan(span).event.attributes ?? {})) {
        expect(Object.hasOwn(span.attributes, name)).toBe(true);
      }
    }),
    runs,
  );
});
