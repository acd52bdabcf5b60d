import type { Call } from './call.ts';
import type { ChatChunk, ChatStream } from './host.ts';

/** A stream that its reader has forgotten can't end by itself: it ends when it is collected. */
const dropped = new FinalizationRegistry<Call>((call) => call.cancel());

/** Observes what is read. The generator stays the same object, and nothing is pulled that its reader does not pull. */
export function observeChunks(
  chunks: AsyncGenerator<ChatChunk>,
  call: Call,
): AsyncGenerator<ChatChunk> {
  const { next, return: close, throw: raise } = chunks;
  dropped.register(chunks, call);
  return Object.assign(chunks, {
    async next(...args: [] | [unknown]) {
      try {
        const step = await next.apply(chunks, args);
        if (step.done) call.endStream();
        else call.see(step.value);
        return step;
      } catch (error) {
        call.fail(error);
        throw error;
      }
    },
    return(value: unknown) {
      call.cancel();
      return close.call(chunks, value);
    },
    throw(error: unknown) {
      call.cancel();
      return raise.call(chunks, error);
    },
  });
}

/** Whoever reads the stream: what it does runs inside of `scope`. */
export function readIn(stream: ChatStream, scope: <T>(fn: () => T) => T): void {
  const { iterator } = stream;
  if (typeof iterator !== 'function') return;
  stream.iterator = () => {
    const chunks = iterator.call(stream);
    const { next, return: close, throw: raise } = chunks;
    return Object.assign(chunks, {
      next: (...args: [] | [unknown]) => scope(() => next.apply(chunks, args)),
      return: (value: unknown) => scope(() => close.call(chunks, value)),
      throw: (error: unknown) => scope(() => raise.call(chunks, error)),
    });
  };
}
