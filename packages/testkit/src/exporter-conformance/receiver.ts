import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { gunzipSync } from 'node:zlib';
import { returnablePort } from '../returnable-port.ts';

/** A request as it came in. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** Decompressed. */
  body: Buffer;
}

/** How a destination understands requests. The kit does the rest: it counts, answers, and fails as it is told. */
export interface ReceiverProtocol {
  /** Ids of the finished events that a request carries, in order. Undefined where it carries none: a token is asked for, … */
  read(request: ReceivedRequest): string[] | undefined;
  /**
   * What such a request says of each event, by what `read` calls it, as far as it has to be the same when it comes again.
   * @default that is not looked at
   */
  say?(request: ReceivedRequest): Readonly<Record<string, unknown>>;
  /** What `read` gives for an event of this id. @default the id */
  idOf?(eventId: string): string;
  /** A yes to this request. @default 200 with `{}` */
  answer?(request: ReceivedRequest): {
    status?: number;
    headers?: Record<string, string>;
    body?: string | Buffer;
  };
}

/** What becomes of a request. */
export type Behaviour =
  | 'take'
  /** The connection breaks before it is taken in, or after that and before the answer. */
  | 'reset'
  | 'take-and-reset'
  /** It is taken in, and half of the answer comes. */
  | 'half-answer'
  /** Nobody answers. */
  | 'silence'
  | { status: number; headers?: Record<string, string> }
  | { delayMs: number };

/** A request that carried events. */
export interface SeenRequest extends ReceivedRequest {
  ids: string[];
  /** It was answered with yes, as far as the receiver knows. */
  acknowledged: boolean;
}

/** Asked for each request; `ids` is undefined for those that carry no events. */
export type Script = (request: ReceivedRequest, ids: string[] | undefined) => Behaviour;

/** A destination over real HTTP that does what a script says. Start it before anything is sent. */
export class Receiver {
  /** Those with events, in order of arrival. */
  readonly seen: SeenRequest[] = [];
  /** Of any kind, refused or not. */
  readonly received: ReceivedRequest[] = [];
  /** Requests that have begun, and are not answered yet. */
  underWay = 0;
  script: Script = () => 'take';
  readonly #protocol: ReceiverProtocol;
  #server: Server | undefined;
  #port = 0;

  constructor(protocol: ReceiverProtocol) {
    this.#protocol = protocol;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens: again on the same port after `stop`. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      this.underWay++;
      response.on('close', () => {
        this.underWay--;
      });
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => {});
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
        this.#handle({ method, path: url, headers, body }, response);
      });
    });
    this.#port ||= await returnablePort();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  /** Nobody listens any more. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Ids of the events that it has, each once, in order of arrival. */
  get taken(): string[] {
    return [...new Set(this.seen.flatMap(({ ids }) => ids))];
  }

  /** Ids that came again after they had been acknowledged. */
  get doubled(): string[] {
    const acknowledged = new Set<string>();
    const doubled = new Set<string>();
    for (const { ids, acknowledged: was } of this.seen) {
      for (const id of ids) if (acknowledged.has(id)) doubled.add(id);
      if (was) for (const id of ids) acknowledged.add(id);
    }
    return [...doubled];
  }

  #handle(request: ReceivedRequest, response: ServerResponse): void {
    this.received.push(request);
    const ids = this.#protocol.read(request);
    const behaviour = this.script(request, ids);
    if (behaviour === 'silence') return;
    if (behaviour === 'reset') {
      response.socket?.destroy();
      return;
    }
    if (typeof behaviour === 'object' && 'status' in behaviour) {
      response.writeHead(behaviour.status, {
        'content-type': 'application/json',
        ...behaviour.headers,
      });
      response.end('{"error":"scripted"}');
      return;
    }
    const seen = ids && { ...request, ids, acknowledged: false };
    if (seen) this.seen.push(seen);
    if (behaviour === 'take-and-reset') response.socket?.destroy();
    else if (behaviour === 'half-answer') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"half":', () => response.socket?.destroy());
    } else {
      const say = () => {
        if (seen) seen.acknowledged = true;
        const { status = 200, headers, body = '{}' } = this.#protocol.answer?.(request) ?? {};
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(body);
      };
      if (behaviour === 'take') say();
      else setTimeout(say, behaviour.delayMs);
    }
  }
}
