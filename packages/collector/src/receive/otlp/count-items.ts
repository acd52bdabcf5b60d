import { JsonCursor } from './json-cursor.ts';
import { parseJson } from './parse-json.ts';
import { ProtobufReader, tagOf, wire } from './protobuf-reader.ts';

/** Signals that are received and not stored. */
export type UnstoredSignal = 'metrics' | 'logs';

/** Both requests are three lists in each other: of resources, of scopes (both under field 1 and 2 of their parent), of items. */
const lists = {
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
} as const;
const fields = [1, 2, 2] as const;

/**
 * How many metrics or log records an export request of protobuf holds.
 * @throws OtlpDecodeError where it is no such request
 */
export function countItemsProtobuf(body: Buffer): number {
  return countFrom(new ProtobufReader(body), 0);
}

function countFrom(reader: ProtobufReader, level: number): number {
  const field = fields[level];
  if (field === undefined) {
    reader.position = reader.end;
    return 1;
  }
  let items = 0;
  while (!reader.atEnd) {
    const tag = reader.tag();
    if (tag !== tagOf(field, wire.bytes)) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.end;
    reader.end = reader.lengthEnd('a nested message');
    items += countFrom(reader, level + 1);
    reader.end = outer;
  }
  return items;
}

/**
 * How many metrics or log records an export request of JSON holds.
 * @throws OtlpDecodeError where it is no such request
 */
export function countItemsJson(body: Buffer, signal: UnstoredSignal): number {
  const cursor = new JsonCursor();
  const [resources, scopes, items] = lists[signal];
  let count = 0;
  cursor.each(cursor.asObject(parseJson(body)), resources, (resource) => {
    cursor.each(resource, scopes, (scope) => {
      cursor.each(scope, items, () => count++);
    });
  });
  return count;
}
