import type { Attributes, Span } from '@agentops/semconv';

/** Longer texts of a span that the receiver did not take are cut to this. */
const keptChars = 1024;

/** The span with its long texts cut; undefined where it has none. Each says that it was, and how long it had been. */
export function shorten(span: Span): Span | undefined {
  let isCut = false;
  const cut = (attributes: Attributes): Attributes =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => {
        if (typeof value !== 'string' || value.length <= keptChars * 2) return [name, value];
        isCut = true;
        return [
          name,
          `${value.slice(0, keptChars)}\n[cut by agentops: the receiver did not take a text of ${value.length} characters]`,
        ];
      }),
    );
  const events = span.events.map((event) => ({ ...event, attributes: cut(event.attributes) }));
  const short = { ...span, attributes: cut(span.attributes), events };
  return isCut ? short : undefined;
}
