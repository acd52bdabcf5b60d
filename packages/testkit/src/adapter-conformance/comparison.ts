import assert from 'node:assert/strict';
import type { ScriptEntry } from '../scripted-provider/script.ts';
import type { ScriptedProvider } from '../scripted-provider/scripted-provider.ts';
import type { CaseRun } from './case-run.ts';
import { comparable } from './comparable.ts';
import type { AttachOptions, ClientOptions } from './driver.ts';
import { settled } from './waiting.ts';

export interface ComparisonOptions {
  client?: Partial<ClientOptions>;
  attach?: AttachOptions;
  /** Compare what was sent, too. @default true */
  requests?: boolean;
}

/** What became of a scenario with one of the two clients. */
export interface Outcome<T> {
  value: T | undefined;
  error: unknown;
  provider: ScriptedProvider;
}

/**
 * Lets the bare host and the attached one go through the same scenario, each against a provider of its own with the same
 * script, and asserts that nothing that the caller or the provider can see differs. Returns the attached one's outcome.
 */
export async function sameAsBare<T>(
  run: CaseRun,
  replies: readonly ScriptEntry[] | (() => readonly ScriptEntry[]),
  scenario: (client: object, provider: ScriptedProvider) => Promise<T>,
  options: ComparisonOptions = {},
): Promise<Outcome<T>> {
  const script = typeof replies === 'function' ? replies : () => replies;
  const bare = await outcome(await run.provider(...script()), scenario, (provider) =>
    run.bare(provider, options.client),
  );
  const attached = await outcome(await run.provider(...script()), scenario, (provider) =>
    run.attached(provider, options.attach, options.client),
  );
  assert.deepStrictEqual(
    comparable({ value: attached.value, error: attached.error }),
    comparable({ value: bare.value, error: bare.error }),
    'The caller of the attached host (actual) sees something else than that of the bare one (expected).',
  );
  if (attached.error instanceof Error) {
    const [ours, theirs] = [attached.error, bare.error as Error];
    assert.equal(ours.constructor, theirs.constructor, 'The error is of another class.');
  }
  if (options.requests !== false) {
    assert.deepStrictEqual(
      await journal(attached.provider),
      await journal(bare.provider),
      'The provider gets something else from the attached host (actual) than from the bare one (expected).',
    );
  }
  return attached;
}

async function outcome<T>(
  provider: ScriptedProvider,
  scenario: (client: object, provider: ScriptedProvider) => Promise<T>,
  connect: (provider: ScriptedProvider) => object,
): Promise<Outcome<T>> {
  try {
    const value = await scenario(connect(provider), provider);
    return { value, error: undefined, provider };
  } catch (error) {
    // The scenario's own expectations are no outcome.
    if (error instanceof assert.AssertionError) throw error;
    return { value: undefined, error, provider };
  }
}

/** What the provider saw. */
async function journal(provider: ScriptedProvider): Promise<unknown> {
  await settled(provider);
  return provider.requests.map(({ method, path, query, headers, body, status, aborted }) => ({
    method,
    path,
    query,
    headers: Object.keys(headers).sort(),
    body,
    status,
    aborted,
  }));
}
