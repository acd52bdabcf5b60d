import { parentPort } from 'node:worker_threads';

/** What a thread is asked for. Payload is text, so that no object is cloned between threads. */
export interface WorkerCall {
  id: number;
  method: string;
  text: string;
  /** What little goes along with the text. */
  options?: Readonly<Record<string, unknown>>;
}

/** What it says. `more`: the call is not over. */
export type WorkerAnswer =
  | { id: number; text: string; more?: true }
  | { id: number; error: { code: string; message: string } }
  | { notice: string; text: string };

/** Answers to several calls go in one message. */
export function answer(answers: WorkerAnswer[]): void {
  if (answers.length > 0) parentPort?.postMessage(answers);
}

export function failure(id: number, error: unknown): WorkerAnswer {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    id,
    error: {
      code: typeof code === 'string' ? code : '',
      message: typeof message === 'string' ? message : String(error),
    },
  };
}

/** @param take gets all calls of one message, in order */
export function onCalls(take: (calls: WorkerCall[]) => void): void {
  parentPort?.on('message', take);
}
