import type { AdapterRecorder } from '@agentops/core';
import type { Call } from './call.ts';
import type { ApiStream } from './host.ts';
import type { StreamReader } from './operation.ts';

/** A stream that nobody reads any more can't end by itself: it ends when it is collected. */
const dropped = new FinalizationRegistry<() => void>((end) => end());

/**
 * Observes what the caller reads from a stream. The stream stays the same object, nothing is pulled that the caller does
 * not pull, and a break still cancels upstream.
 */
export function observeStream(
  stream: ApiStream,
  reader: StreamReader,
  call: Call,
  recorder: AdapterRecorder,
): void {
  const original = stream.iterator;
  const abandon = () => call.endStream('abandoned', result());
  const output = call.event?.stream();
  const say = output ? output.add.bind(output) : () => {};
  function result() {
    try {
      return reader.result();
    } catch {
      return {};
    }
  }
  function see(chunk: unknown): void {
    output?.arrived();
    try {
      reader.read(chunk, say);
    } catch (error) {
      recorder.guard(() => {
        throw error;
      });
    }
  }
  const hidden = (chunk: unknown) => call.hidesUsage && reader.isUsageChunk?.(chunk) === true;
  const { controller } = stream;

  dropped.register(stream, abandon, stream);
  stream.iterator = function (this: unknown) {
    const generator = original.call(stream);
    dropped.unregister(stream);
    dropped.register(generator, abandon);
    const { next: pull, return: close, throw: raise } = generator;
    const next = async (...args: [] | [unknown]): Promise<IteratorResult<unknown>> => {
      try {
        for (;;) {
          const step = await pull.apply(generator, args);
          if (step.done) {
            // The SDKs swallow the error of an abort: the stream then simply ends.
            const how = controller?.signal.aborted ? 'cancelled' : 'done';
            call.endStream(how, result());
            return step;
          }
          see(step.value);
          if (!hidden(step.value)) return step;
        }
      } catch (error) {
        call.fail(error, result());
        throw error;
      }
    };
    define(generator, 'next', next);
    define(generator, 'return', (value: unknown) => {
      call.endStream('cancelled', result());
      return close.call(generator, value);
    });
    define(generator, 'throw', (error: unknown) => {
      call.endStream('cancelled', result());
      return raise.call(generator, error);
    });
    return generator;
  };
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, configurable: true, writable: true });
}
