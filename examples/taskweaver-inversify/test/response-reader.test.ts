import type { ChatMessage } from '@agentops/adapter-taskweaver';
import { expect, test } from 'vitest';
import { readResponse } from '../src/llm/response-reader.ts';

const answer =
  '{"response": {"plan": "1. \\"look\\"\\n2. \\u00e9\\ud83d\\ude00", "send_to": "User", "message": ""}}';
const expected = { plan: '1. "look"\n2. é😀', send_to: 'User', message: '' };

async function* inPieces(text: string, length: number): AsyncGenerator<ChatMessage> {
  for (let at = 0; at < text.length; at += length) {
    yield { role: 'assistant', content: text.slice(at, at + length) };
  }
}

async function read(text: string, length = 5) {
  const values: Record<string, string> = {};
  const ended: string[] = [];
  for await (const { key, value, isEnd } of readResponse(inPieces(text, length))) {
    values[key] = (values[key] ?? '') + value;
    if (isEnd) ended.push(key);
  }
  return { values, ended };
}

test('an answer is the same however it is cut into pieces', async () => {
  for (let length = 1; length <= answer.length; length++) {
    const { values, ended } = await read(answer, length);
    expect(values).toEqual(expected);
    expect(ended).toEqual(['plan', 'send_to', 'message']);
  }
});

test('a fence around it is no part of it', async () => {
  expect((await read(`\`\`\`json\n${answer}\n\`\`\``)).values).toEqual(expected);
});

test.each([
  '{"response": {"plan": "half',
  '{"response": {"plan": 1}}',
  '{"response": {"plan": "a"}',
])('not what the model was told to say: %s', async (text) => {
  await expect(read(text)).rejects.toThrow(/the JSON is not whole|unexpected "1"/);
});
