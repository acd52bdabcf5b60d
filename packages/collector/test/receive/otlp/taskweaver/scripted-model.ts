import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model says: an object is its JSON, a text is said as it is, a number is the status of a refusal. */
export type Reply = object | string | number;

export interface ScriptedModel extends AsyncDisposable {
  url: string;
}

/** Speaks Ollama's protocol, one reply a call. Beyond the last reply it refuses. */
export async function startScriptedModel(replies: readonly Reply[]): Promise<ScriptedModel> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const reply = replies[calls++] ?? 500;
      if (typeof reply === 'number') {
        response.writeHead(reply).end('{"error":"The model is overloaded"}');
        return;
      }
      const content = typeof reply === 'string' ? reply : JSON.stringify(reply);
      const line = (message: string, done: boolean) =>
        `${JSON.stringify({ model: 'scripted', message: { role: 'assistant', content: message }, done })}\n`;
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.end(line(content, false) + line('', true));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What a planner is to say. */
export function plan(sendTo: string, message: string): object {
  return {
    response: {
      plan_reasoning: 'One step is enough.',
      init_plan: '1. ask for the weather\n2. tell it',
      plan: '1. tell the weather',
      current_plan_step: '1. tell the weather',
      stop: sendTo === 'User' ? 'Completed' : 'InProcess',
      send_to: sendTo,
      message,
    },
  };
}

/** What a code generator is to say. */
export function code(content: string): object {
  return {
    response: { thought: 'A plugin knows it.', reply_type: 'python', reply_content: content },
  };
}
