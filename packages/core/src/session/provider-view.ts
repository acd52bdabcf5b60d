import { copyPayload } from '../events/copy.ts';
import type { EventFields } from '../events/event.ts';
import type { TokenUsage } from '../events/llm-event.ts';
import type { EventHandle } from './event-handle.ts';
import { MappedFields } from './mapped-fields.ts';

/** Where the provider's word counts and not the framework's: it is nearer to what was really sent. */
const providersOwn = [
  'provider',
  'operationName',
  'requestModel',
  'responseModel',
  'inputMessages',
  'outputMessages',
  'toolDefinitions',
  'finishReasons',
  'usage',
  'usageSource',
  'timeToFirstChunkMs',
  'attempts',
  'streamed',
] as const satisfies readonly (keyof EventFields)[];

type OwnField = (typeof providersOwn)[number];

/**
 * One LLM call seen by two adapters, that of a framework and that of the provider's SDK, is one event. This is the
 * provider's side of it: the framework has the event's id, parent, agent, name, start and end.
 */
export class ProviderView {
  readonly #handle: EventHandle;
  readonly #told: EventFields = {};

  constructor(handle: EventHandle) {
    this.#handle = handle;
  }

  /** Takes the provider's own fields; attempts add up, and so does their usage. */
  update(given: EventFields | MappedFields): void {
    const fields =
      given instanceof MappedFields ? given.fields : (copyPayload(given).value as EventFields);
    const own: EventFields = {};
    for (const key of providersOwn) {
      if (fields[key] !== undefined) Object.assign(own, { [key]: fields[key] });
    }
    if (own.attempts) own.attempts = [...(this.#told.attempts ?? []), ...own.attempts];
    if (own.usage && this.#told.usage) own.usage = sum(this.#told.usage, own.usage);
    Object.assign(this.#told, own);
    const attributes = fields.attributes ? { attributes: fields.attributes } : {};
    this.#handle.update(new MappedFields({ ...own, ...attributes }));
  }

  /** Of all attempts. */
  get usage(): TokenUsage | null | undefined {
    return this.#told.usage;
  }

  tells(field: OwnField): boolean {
    const value = this.#told[field];
    return value !== undefined && value !== null;
  }

  /** The framework's fields, less those that the provider has told. */
  without(fields: EventFields): EventFields {
    const rest = { ...fields };
    for (const key of providersOwn) if (this.tells(key)) delete rest[key];
    return rest;
  }
}

function sum(a: TokenUsage, b: TokenUsage): TokenUsage {
  const total = { ...a };
  for (const key of Object.keys(b) as (keyof TokenUsage)[]) {
    const value = b[key];
    if (value !== null) total[key] = (total[key] ?? 0) + value;
  }
  return total;
}
