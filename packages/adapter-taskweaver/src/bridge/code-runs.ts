/** Records the runs of generated code, and the plugins that it calls. */
import type { AdapterRecorder, Origin } from '@agentops/core';
import { mapCodeResult, mapCodeRun, mapPluginCall } from '../tool-mapper.ts';
import { HostCalls } from './host-calls.ts';
import type { CodeEnd, CodeStart, PluginEnd, PluginStart } from './host-events.ts';
import type { PlaceOf } from './llm-calls.ts';

export class CodeRuns {
  readonly #runs: HostCalls;
  readonly #plugins: HostCalls;
  readonly #placeOf: PlaceOf;

  constructor(recorder: AdapterRecorder, placeOf: PlaceOf) {
    this.#runs = new HostCalls(recorder, 'tool');
    this.#plugins = new HostCalls(recorder, 'tool');
    this.#placeOf = placeOf;
  }

  start(start: CodeStart): void {
    // The execution's id is that of the post whose code it is (`code_interpreter.py:269-272`).
    const origin = this.#placeOf(start.exec_id);
    this.#runs.start(start.exec_id, origin, start, ({ exec_id, code }) =>
      mapCodeRun(exec_id, code),
    );
  }

  /** What failed in it the role tells of in its post. */
  end(end: CodeEnd): void {
    if (!this.#runs.placeIn(end.exec_id)) this.start({ exec_id: end.exec_id });
    this.#runs.end(end.exec_id, end, mapCodeResult, { toldAs: 'execution_failure' });
  }

  startPlugin(start: PluginStart): void {
    this.#plugins.start(start.call, this.#placeOfPlugin(start), start, (given) =>
      mapPluginCall({
        plugin: given.plugin ?? 'plugin',
        args: given.args ?? [],
        kwargs: given.kwargs ?? {},
        thread: given.thread ?? null,
        ...(given.exec_id ? { execution_id: given.exec_id } : {}),
      }),
    );
  }

  endPlugin(end: PluginEnd): void {
    if (!this.#plugins.placeIn(end.call)) this.startPlugin({ call: end.call });
    this.#plugins.end(end.call, end, ({ result }) => (result === undefined ? {} : { result }));
  }

  /** In the plugin call around it, else in the run of its code, be that over or not, else in the post. */
  #placeOfPlugin({ parent, exec_id }: PluginStart): Origin {
    return (
      (parent ? this.#plugins.placeIn(parent) : undefined) ??
      (exec_id ? this.#runs.placeIn(exec_id) : undefined) ??
      this.#placeOf(exec_id)
    );
  }
}
