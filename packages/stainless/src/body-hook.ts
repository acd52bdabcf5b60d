import { SseDecoder } from './sse-decoder.ts';
import type { StreamWatcher } from './stream-watcher.ts';
import { watchIterator } from './watch-iterator.ts';

const dropped = new FinalizationRegistry<StreamWatcher>((watcher) => watcher.abandoned());

/**
 * Observes a streamed answer by its bytes, where the SDK makes the stream out of our sight: message threads of
 * @anthropic-ai/sdk 1.x, and with them its streamed tool runner, take the HTTP response from the call
 * (`lib/threads/BetaMessageThread.mjs`, `_createWithRecovery`) and parse it by themselves. An own property over the one way
 * in which the SDK reads a body (`internal/shims.mjs`, `ReadableStreamToAsyncIterable`); response and body stay the same.
 */
export function observeBody(body: ReadableStream<Uint8Array>, watcher: StreamWatcher): void {
  const original = body[Symbol.asyncIterator];
  dropped.register(body, watcher, body);
  Object.defineProperty(body, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    value(...args: []) {
      const iterator = original.apply(body, args);
      dropped.unregister(body);
      dropped.register(iterator, watcher);
      const decoder = new SseDecoder();
      return watchIterator<Uint8Array, typeof iterator>(iterator, {
        came(bytes) {
          for (const data of decoder.decode(bytes)) {
            watcher.came(data);
            // The SDK throws it to the reader, and to the body it only says that it wants no more.
            if ((data as { type?: unknown } | null)?.type === 'error') watcher.done();
          }
          return true;
        },
        done: () => watcher.done(),
        stopped: () => watcher.stopped(),
        failed: (error) => watcher.failed(error),
      });
    },
  });
}
