import type { Attributes } from '../span.ts';
import { asOpenInference, openInferenceNames } from './as-openinference.ts';
import { asOpenLlmetry, openLlmetryNames } from './as-openllmetry.ts';
import type { SpanEventData } from './to-span.ts';

/** Conventions that a span can follow beside OpenTelemetry's. */
export const extraDialects = ['openinference', 'openllmetry'] as const;

export type ExtraDialect = (typeof extraDialects)[number];

/** JSON list of those that a span follows. */
export const AGENTOPS_SPAN_DIALECTS = 'agentops.span.dialects';

const dialects: Record<
  ExtraDialect,
  { names: RegExp; attributesOf: (event: SpanEventData) => Attributes }
> = {
  openinference: { names: openInferenceNames, attributesOf: asOpenInference },
  openllmetry: { names: openLlmetryNames, attributesOf: asOpenLlmetry },
};

/** An event's attributes in these conventions, without those that tell nothing. */
export function attributesIn(told: readonly ExtraDialect[], event: SpanEventData): Attributes {
  const attributes: Attributes = {};
  for (const dialect of told) {
    for (const [name, value] of Object.entries(dialects[dialect].attributesOf(event))) {
      if (value !== undefined && value !== null) attributes[name] = value;
    }
  }
  if (told.length > 0) attributes[AGENTOPS_SPAN_DIALECTS] = JSON.stringify(told);
  return attributes;
}

/** Whether an attribute of this name is a convention's, on a span that follows these. */
export function isNameIn(told: readonly ExtraDialect[], name: string): boolean {
  return told.some((dialect) => dialects[dialect].names.test(name));
}

export function dialectsOf(attributes: Attributes): ExtraDialect[] {
  const told = attributes[AGENTOPS_SPAN_DIALECTS];
  return typeof told === 'string' ? extraDialects.filter((each) => told.includes(`"${each}"`)) : [];
}
