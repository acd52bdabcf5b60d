import type { MappedSpan, Span } from '@agentops/semconv';
import { derivedId } from '../derived-records.ts';
import type { SessionStatement } from './trace-memory.ts';

/** Makes a time later than another one, in milliseconds. */
export const tick = 0.001;

/** What a span says of its session, by a key that is the same whenever the same is said. */
export function statementsOf(span: Span, mapped: MappedSpan): [string, SessionStatement][] {
  const { name, tags, agents, attributes, hostEnv, end } = mapped.session;
  const time = Math.max(span.startTime, span.endTime);
  const statements: [string, SessionStatement][] = [];
  const say = (what: string, content: object, patch: SessionStatement['patch']) => {
    statements.push([`${what}:${fingerprint(content)}`, { phase: 'update', time, patch }]);
  };
  if (name !== undefined) say('name', [name], { name });
  if (tags?.length) say('tags', tags, { addTags: tags });
  if (attributes && Object.keys(attributes).length > 0)
    say('attributes', attributes, { attributes });
  if (hostEnv && Object.keys(hostEnv).length > 0) say('hostEnv', hostEnv, { hostEnv });
  // One after the other, so that they stay in their order.
  for (const [index, agent] of (agents ?? []).entries()) {
    const patch = { agent };
    const statement = { phase: 'update', time: time + index * tick, patch } as const;
    statements.push([`agent:${fingerprint(agent)}`, statement]);
  }
  if (end && span.endTime > 0) {
    const patch = {
      endTime: span.endTime,
      endState: end.state,
      ...(end.raw === undefined ? {} : { endStateRaw: end.raw }),
      ...(end.reason === undefined ? {} : { endStateReason: end.reason }),
      ...(end.automatic === undefined ? {} : { automatic: end.automatic }),
    };
    statements.push([`end:${span.spanId}:${fingerprint(patch)}`, { phase: 'end', time, patch }]);
  }
  return statements;
}

const fingerprints = new WeakMap<object, string>();

/** Tells equal contents by equal texts. Spans of one sender share what they say of the host, which is looked at once. */
function fingerprint(content: object): string {
  let known = fingerprints.get(content);
  if (known === undefined) {
    const json = JSON.stringify(content);
    known = json.length < 100 ? json : derivedId(json);
    fingerprints.set(content, known);
  }
  return known;
}
