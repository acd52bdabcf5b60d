import * as stable from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import { expect, it } from 'vitest';
import * as genAi from '../src/gen-ai.ts';
import * as general from '../src/general.ts';

const theirs = new Set([stable, incubating].flatMap((names: object) => Object.values(names)));

it.each(Object.entries({ ...genAi, ...general }))("%s is one of OpenTelemetry's: %s", (_, name) => {
  expect(theirs).toContain(name);
});
