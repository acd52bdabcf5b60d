import type { IncomingMessage } from 'node:http';
import type { ScriptRequest } from './script.ts';

/** A request in the provider's journal, and what became of it. Live: read it after `ended`. */
export interface RecordedRequest extends ScriptRequest {
  /** The status sent; `null` while or because nothing was. */
  readonly status: number | null;
  /** Whether the client left before the reply was complete. */
  readonly aborted: boolean;
  /** Bytes of the response body given to the socket. */
  readonly bytesWritten: number;
  /**
   * Chunks given to the socket, as `ScriptedReply` defines them; 0 for a reply that is not
   * streamed.
   */
  readonly chunksWritten: number;
  /** What is wrong with the script, where a reply could not be given. */
  readonly scriptError: string | null;
  /**
   * Settles when nothing more will happen: the reply was sent, cut, or the client left. Never
   * rejects.
   */
  readonly ended: Promise<void>;
}

/** The journal's own view of a request. */
export type OpenRequest = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } & {
  markEnded: () => void;
};

/** A journal entry for a request whose body is yet to be read. */
export function openRequest(request: IncomingMessage): OpenRequest {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const entry = {
    index: -1,
    method: request.method ?? 'GET',
    path,
    query,
    headers,
    body: {},
    status: null,
    aborted: false,
    bytesWritten: 0,
    chunksWritten: 0,
    scriptError: null,
    ended: promise,
  };
  // Not enumerable: it is no part of the journal.
  return Object.defineProperty(entry, 'markEnded', { value: resolve }) as unknown as OpenRequest;
}
