import { type Span, type Style, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';

export const user = 'User';

const styles: readonly Style[] = ['blue', 'magenta', 'yellow', 'cyan'];

/** Names of roles, each in a colour of its own, in the order in which they come. */
export class RoleNames {
  readonly #styles = new Map<string, Style>([[user, 'green']]);

  /** `Planner → CodeInterpreter`. Whom it is for may not be said yet. */
  spans(from: string, to: string | undefined): Span[] {
    return [this.#name(from), span(' → '), to === undefined ? span('…') : this.#name(to)];
  }

  #name(role: string): Span {
    let style = this.#styles.get(role);
    if (style === undefined) {
      style = styles[(this.#styles.size - 1) % styles.length] as Style;
      this.#styles.set(role, style);
    }
    return span(oneLine(role), style, 'bold');
  }
}
