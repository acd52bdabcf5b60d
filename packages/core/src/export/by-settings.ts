import { isEqual } from '../events/equal.ts';
import type { ExporterSettings } from './exporter.ts';

/** Left-overs come writer by writer, so few are in use at once. */
const maxOthers = 16;

/** Something that an exporter has once for its own settings, and once for each that other processes left records with. */
export class BySettings<T> {
  readonly #ownSettings: ExporterSettings;
  readonly #make: (settings: ExporterSettings) => T;
  readonly #own: T;
  readonly #others: { settings: ExporterSettings; made: T }[] = [];

  constructor(own: ExporterSettings, make: (settings: ExporterSettings) => T) {
    this.#ownSettings = own;
    this.#make = make;
    this.#own = make(own);
  }

  /** Undefined: its own. What others do not tell is as in its own. */
  of(told: ExporterSettings | undefined): T {
    const settings = { ...this.#ownSettings, ...told };
    if (isEqual(settings, this.#ownSettings)) return this.#own;
    const known = this.#others.find((other) => isEqual(other.settings, settings));
    if (known) return known.made;
    const made = this.#make(settings);
    this.#others.push({ settings, made });
    if (this.#others.length > maxOthers) this.#others.shift();
    return made;
  }
}
