const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const isoTime = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const localPort = /\b(127\.0\.0\.1|localhost):\d{2,5}\b/g;

/** Puts stable words in the place of what no two runs have in common. */
export class Placeholders {
  readonly #replace: readonly (readonly [RegExp | string, string])[];
  readonly #ids = new Map<string, string>();

  readonly #numbered: boolean;

  /** `numbered`: ids are told apart by the order in which they appear. */
  constructor(replace: readonly (readonly [RegExp | string, string])[], numbered: boolean) {
    this.#replace = replace;
    this.#numbered = numbered;
  }

  apply(text: string): string {
    let result = text;
    for (const [pattern, replacement] of this.#replace) {
      result = result.replaceAll(
        typeof pattern === 'string' ? pattern : global(pattern),
        replacement,
      );
    }
    return result
      .replace(uuid, (id) => this.#idOf(id.toLowerCase()))
      .replace(isoTime, '<time>')
      .replace(localPort, '$1:<port>');
  }

  #idOf(id: string): string {
    if (!this.#numbered) return '<id>';
    const known = this.#ids.get(id) ?? `<id ${this.#ids.size + 1}>`;
    this.#ids.set(id, known);
    return known;
  }
}

function global(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
