/** Records each plugin call under the post whose code it is. */
import {
  type AdapterOptions,
  type AdapterRecorder,
  attachOnce,
  type EventHandle,
  overrideMethod,
  runToEnd,
} from '@agentops/core';
import type { PluginRunner } from './host/services.ts';
import { recorderOfSession } from './host-session.ts';
import { adapterName, cannotAttach, createRecorder } from './recorder.ts';
import { mapPluginCall } from './tool-mapper.ts';

/** Records what plugins are called with, what they return and what they throw. Returns the very same object. */
export function attachPluginRunner<T extends PluginRunner>(
  runner: T,
  options: AdapterOptions = {},
): T {
  return attachOnce(runner, adapterName, () => {
    const recorder = createRecorder(options);
    if (typeof runner.run !== 'function') return cannotAttach(recorder, 'run()');
    const run = overrideMethod<PluginRunner['run']>(
      runner,
      'run',
      (original) =>
        function (this: PluginRunner, ...args) {
          const event = start(recorder, args);
          const call = () => Reflect.apply(original, this, args);
          return event ? runToEnd(event, call) : call();
        },
    );
    return { run };
  });
}

function start(
  recorder: AdapterRecorder,
  [plugin, args, context]: Parameters<PluginRunner['run']>,
): EventHandle | undefined {
  let event: EventHandle | undefined;
  recorder.guard(() => {
    const located = recorder.locate();
    if (!located) return;
    const sessionRecorder = recorderOfSession(located.session);
    const origin = sessionRecorder?.place(located, context?.execution_id) ?? located;
    const facts = { plugin, args, ...context };
    event = recorder.start(origin, { type: 'tool' }, facts, mapPluginCall);
  });
  return event;
}
