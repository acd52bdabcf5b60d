import {
  type AdapterOptions,
  type AdapterRecorder,
  createRecorder as createAdapterRecorder,
  type Override,
} from '@agentops/core';

export const adapterName = '@agentops/adapter-taskweaver';

export function createRecorder(options: AdapterOptions): AdapterRecorder {
  return createAdapterRecorder({
    ...options,
    source: { adapter: adapterName, host: 'taskweaver', hostVersion: null },
  });
}

/** Says by name what could not be attached, because the host's object has no such method. */
export function cannotAttach(recorder: AdapterRecorder, what: string): Record<string, Override> {
  recorder.report({
    level: 'warn',
    code: 'not-attached',
    message: `${adapterName}: the object has no ${what}, so nothing of it is recorded.`,
  });
  return {};
}
