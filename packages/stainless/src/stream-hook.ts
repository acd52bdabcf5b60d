import type { ApiStream } from './host.ts';
import type { StreamWatcher } from './stream-watcher.ts';
import { watchIterator } from './watch-iterator.ts';

const dropped = new FinalizationRegistry<StreamWatcher>((watcher) => watcher.abandoned());

/**
 * Observes what the caller reads from a stream. The stream stays the same object, nothing is pulled that the caller does
 * not pull, and a break still cancels upstream.
 */
export function observeStream(stream: ApiStream, watcher: StreamWatcher): void {
  const original = stream.iterator;
  dropped.register(stream, watcher, stream);
  stream.iterator = function (this: unknown) {
    const generator = original.call(stream);
    dropped.unregister(stream);
    dropped.register(generator, watcher);
    return watchIterator(generator, watcher);
  };
}
