/** Says what a test has written down, as OpenAI or Ollama would, over real HTTP. TaskWeaver speaks both. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Reply {
  text?: string;
  /** Instead: an HTTP error. */
  status?: number;
  /** Characters of a piece. @default 24 */
  pieceLength?: number;
  /** The connection breaks after so many pieces. */
  cutAfter?: number;
  /** After so many pieces nothing more comes, until the server is closed. */
  hangAfter?: number;
  toolCalls?: readonly { name: string; arguments: string }[];
  /** How often it is said again before the next one comes. @default 1 */
  times?: number;
}

export interface SeenRequest {
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sends
  body: any;
}

/** By a word that the request contains, such as `#alpha` in what the user asked; `''` fits every request. */
export type Script = Readonly<Record<string, readonly Reply[]>>;

export class LlmServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #script: Map<string, Reply[]>;

  private constructor(script: Script) {
    this.#script = new Map(
      Object.entries(script).map(([word, replies]) => [
        word,
        replies.flatMap((reply) => Array<Reply>(reply.times ?? 1).fill(reply)),
      ]),
    );
  }

  static async start(script: Script): Promise<LlmServer> {
    const server = new LlmServer(script);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Of replies that were written down, how many nobody asked for. */
  get left(): number {
    return [...this.#script.values()].reduce((sum, replies) => sum + replies.length, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request) text += piece;
    const body = JSON.parse(text);
    const path = request.url ?? '';
    this.requests.push({ path, body });
    if (path.endsWith('/embeddings')) {
      answerEmbedding(path, body, response);
      return;
    }
    const reply = this.#next(text);
    if (reply.status) {
      const error = { error: { message: `scripted error ${reply.status}`, type: 'scripted' } };
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(error));
    } else if (path.endsWith('/api/chat')) await answerOllama(reply, body, response);
    else await answerOpenAI(reply, body, response);
  }

  #next(text: string): Reply {
    for (const [word, replies] of this.#script) {
      const reply = text.includes(word) && replies.shift();
      if (reply) return reply;
    }
    return { status: 400 };
  }
}

/** A list of pieces, as a model streams. */
function piecesOf({ text = '', pieceLength = 24 }: Reply): string[] {
  return text.match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? [];
}

async function answerOllama(
  reply: Reply,
  body: { model: string; stream?: boolean },
  response: ServerResponse,
) {
  const line = (data: object) => `${JSON.stringify({ model: body.model, ...data })}\n`;
  const message = (content: string) => ({ message: { role: 'assistant', content } });
  const last = { done: true, done_reason: 'stop', prompt_eval_count: 11, eval_count: 22 };
  if (body.stream === false) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(line({ ...message(reply.text ?? ''), ...last }));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  if (
    !(await writePieces(reply, response, (content) => line({ ...message(content), done: false })))
  )
    return;
  response.end(line({ ...message(''), ...last }));
}

async function answerOpenAI(
  reply: Reply,
  body: { model: string; stream?: boolean; stream_options?: { include_usage?: boolean } },
  response: ServerResponse,
) {
  const usage = {
    prompt_tokens: 30,
    completion_tokens: 12,
    total_tokens: 42,
    prompt_tokens_details: { cached_tokens: 8 },
    completion_tokens_details: { reasoning_tokens: 3 },
  };
  const head = { id: 'chatcmpl-1', created: 0, model: `${body.model}-2026` };
  if (!body.stream) {
    const tool_calls = reply.toolCalls?.map((call, index) => ({
      id: `call_${index}`,
      type: 'function',
      function: call,
    }));
    const message = {
      role: 'assistant',
      content: reply.text ?? null,
      ...(tool_calls && { tool_calls }),
    };
    const choices = [{ index: 0, message, finish_reason: tool_calls ? 'tool_calls' : 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (data: object) =>
    `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...data })}\n\n`;
  const delta = (content: string, finish_reason: string | null) =>
    event({ choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }] });
  if (!(await writePieces(reply, response, (content) => delta(content, null)))) return;
  response.write(delta('', 'stop'));
  if (body.stream_options?.include_usage) response.write(event({ choices: [], usage }));
  response.end('data: [DONE]\n\n');
}

/** False where the reply has no proper end. */
async function writePieces(
  reply: Reply,
  response: ServerResponse,
  write: (piece: string) => string,
) {
  for (const [index, piece] of piecesOf(reply).entries()) {
    if (index === reply.cutAfter) {
      response.destroy();
      return false;
    }
    if (index === reply.hangAfter) return false;
    response.write(write(piece));
    await sleep(1);
  }
  return true;
}

function answerEmbedding(
  path: string,
  body: { model: string; input?: string[] },
  response: ServerResponse,
) {
  response.writeHead(200, { 'content-type': 'application/json' });
  if (path.endsWith('/api/embeddings'))
    return response.end(JSON.stringify({ embedding: [0.5, 0.25] }));
  const data = [body.input ?? []]
    .flat()
    .map((_, index) => ({ object: 'embedding', index, embedding: [0.5, 0.25] }));
  const usage = { prompt_tokens: 5, total_tokens: 5 };
  return response.end(JSON.stringify({ object: 'list', data, model: body.model, usage }));
}
