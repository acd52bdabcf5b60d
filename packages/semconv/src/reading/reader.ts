import type { EventType } from '@agentops/core';
import type { Dialect } from '../mapped-span.ts';
import type { Attributes, Span } from '../span.ts';
import type { Draft, Fact, Kind } from './draft.ts';
import type { Place } from './indexed.ts';

/** How a dialect is read. One of these a file in `dialects/`. */
export interface DialectReading {
  readonly dialect: Exclude<Dialect, 'none' | 'taskweaver'>;
  /** Undefined where the dialect does not say, so that a more general one may. */
  kindOf(attributes: Attributes, span: Span): Kind | undefined;
  /** What single attributes tell. */
  readonly attributes: Readonly<Record<string, AttributeReader>>;
  /** Attributes with a part in their name that the sender chose. */
  readonly families?: readonly Family[];
  /** For what can only be told from several attributes. Comes after all of them were read. */
  complete?(draft: Draft): void;
}

export interface AttributeReader {
  readonly fact: Fact;
  /** Undefined: not understood, so that the attribute is kept. */
  readonly read: (value: unknown) => unknown;
  readonly rank: number;
  /** The one type of event that has a place for it. @default all */
  readonly only?: EventType;
}

export interface Family {
  readonly prefix: string;
  readonly only?: EventType;
  /** False: not understood, so that the attribute is kept. `rest`: the name without the prefix. */
  readonly read: (draft: Draft, name: string, rest: string, value: unknown) => boolean;
}

/** The usual rank; what is more specific, or newer, is above. */
export function tells(
  fact: Fact,
  read: (value: unknown) => unknown,
  { only, rank = 10 }: { only?: EventType; rank?: number } = {},
): AttributeReader {
  return { fact, read, rank, ...(only === undefined ? {} : { only }) };
}

export function messagesFamily(prefix: string, side: 'input' | 'output', place: Place): Family {
  return {
    prefix,
    read: (draft, name, rest, value) => draft.messages(side).add(name, rest, place, value),
  };
}

export function recordsFamily(
  prefix: string,
  list: 'tools' | 'documents',
  only: EventType,
): Family {
  return {
    prefix,
    only,
    read: (draft, name, rest, value) => draft.records(list).add(name, rest, value),
  };
}
