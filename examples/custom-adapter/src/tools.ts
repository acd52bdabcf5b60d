import { type AdapterRecorder, now, type Origin, Stopwatch, ToolEvent } from '@agentops/core';
import type { Middleware, ToolCall } from './host.ts';
import { mapToolEvent } from './mapper.ts';

/** Records the tools that NodeLLM runs, by its own extension point. Its hooks return nothing: they decide nothing. */
export function toolMiddleware(
  recorder: AdapterRecorder,
  locate: () => Origin | undefined,
): Middleware {
  const started = new WeakMap<ToolCall, Stopwatch>();
  return {
    name: 'agentops',
    async onToolCallStart(_context, call) {
      started.set(call, new Stopwatch());
    },
    async onToolCallEnd(_context, call, result) {
      const origin = locate();
      if (!origin) return;
      recorder.guard(() => {
        const startTime = started.get(call)?.startTime ?? now();
        const event = { ...mapToolEvent(call), result, startTime, endTime: now() };
        // The tool's author may have traced it himself: then that event is the call.
        recorder.recordToolCall(origin, new ToolEvent(event));
      }, origin);
    },
    async onToolCallError(_context, call, error) {
      const origin = locate();
      const stopwatch = started.get(call) ?? new Stopwatch();
      if (origin)
        recorder.start(origin, { type: 'tool', stopwatch }, call, mapToolEvent).fail(error);
    },
  };
}
