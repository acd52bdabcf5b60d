import { entry, indexOf, sorted } from './indexed.ts';
import { setOwn } from './values.ts';

/** Objects whose fields are spread over attributes with a number in their names, such as tools or documents. */
export class ScatteredRecords {
  readonly keys: string[] = [];
  readonly #records = new Map<number, Record<string, unknown>>();

  /** @param rest of the name, from the number on */
  add(key: string, rest: string, value: unknown): boolean {
    const dot = rest.indexOf('.');
    const index = dot < 0 ? undefined : indexOf(rest.slice(0, dot));
    if (index === undefined) return false;
    setOwn(entry(this.#records, index), rest.slice(dot + 1), value);
    this.keys.push(key);
    return true;
  }

  all(): Record<string, unknown>[] {
    return sorted(this.#records);
  }
}
