import type { Span } from '../span.ts';
import type { SpanEncoding, SpanGroup } from './encoding.ts';
import { encodeAttributes, encodeSpan } from './span-json.ts';

/** `application/json`. */
export class JsonEncoding implements SpanEncoding {
  readonly contentType = 'application/json';

  span(span: Span): Buffer {
    return Buffer.from(wellFormed(JSON.stringify(encodeSpan(span))));
  }

  request(groups: readonly SpanGroup[], scope: Span['scope']): Buffer {
    const pieces: (string | Buffer)[] = ['{"resourceSpans":['];
    for (const [index, { resource, spans }] of groups.entries()) {
      const attributes = JSON.stringify(encodeAttributes(resource));
      pieces.push(
        `${index > 0 ? ',' : ''}{"resource":{"attributes":${attributes}},"scopeSpans":[{"scope":${JSON.stringify(scope)},"spans":[`,
      );
      for (const [n, span] of spans.entries()) pieces.push(n > 0 ? ',' : '', span);
      pieces.push(']}]}');
    }
    pieces.push(']}');
    return Buffer.concat(
      pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
    );
  }
}

/** Half of a pair of surrogates is no text for protobuf, which receivers make of this. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\ufffd');
}
