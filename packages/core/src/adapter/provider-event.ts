import type { EventFields } from '../events/event.ts';
import type { EventHandle } from '../session/event-handle.ts';
import type { MappedFields } from '../session/mapped-fields.ts';
import type { ProviderView } from '../session/provider-view.ts';

/** The provider's side of an LLM call that a framework's event stands for. Ends nothing: the framework does. */
export class ProviderEvent {
  readonly type = 'llm';
  readonly #claim: EventHandle;
  readonly #view: ProviderView;

  constructor(claim: EventHandle, view: ProviderView) {
    this.#claim = claim;
    this.#view = view;
  }

  get id(): string {
    return this.#claim.id;
  }

  get startTime(): number {
    return this.#claim.startTime;
  }

  stream() {
    return this.#claim.stream();
  }

  update(fields: EventFields | MappedFields): void {
    this.#view.update(fields);
  }

  end(fields: EventFields | MappedFields = {}): void {
    this.#view.update(fields);
  }

  cancel(fields: EventFields | MappedFields = {}): void {
    this.#view.update(fields);
  }

  /** The framework's event fails with the error if the framework passes it on; a retry may yet save it. */
  fail(_error: unknown, fields: EventFields | MappedFields = {}): void {
    this.#view.update(fields);
  }
}
