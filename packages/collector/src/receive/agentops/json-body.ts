import type { z } from 'zod';
import { BodyError } from '../body.ts';

const maxDepth = 150;

/**
 * Reads a JSON body and checks its shape.
 * @throws BodyError that says what is wrong with it, and where
 */
export function readJson<T extends z.ZodType>(body: Buffer, schema: T): z.output<T> {
  const text = body.toString('utf8');
  if (text.trim() === '') throw new BodyError(400, 'The body is empty: send JSON.');
  if (depthOf(text) > maxDepth) {
    throw new BodyError(400, `The body is nested deeper than ${maxDepth} levels.`);
  }
  const parsed = schema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new BodyError(400, `The body is not as it should be. ${problemsOf(parsed.error)}`);
}

/** What is wrong, and where, for people. `within`: the path to what was checked. */
export function problemsOf({ issues }: z.ZodError, within: readonly PropertyKey[] = []): string {
  const problems = issues.slice(0, 5).map(({ path, message }) => {
    const where = [...within, ...path].map(String).join('.');
    return where === '' ? message : `${where}: ${message}`;
  });
  return problems.join('; ');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const said = (cause as Error).message;
    throw new BodyError(400, `The body is no JSON: ${said}`, { cause });
  }
}

/** What is nested too deep to be written out again is found before it is read. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92 /* \ */) index++;
      else if (code === 34 /* " */) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 /* [ */ || code === 123 /* { */) deepest = Math.max(deepest, ++depth);
    else if (code === 93 || code === 125) depth--;
  }
  return deepest;
}
