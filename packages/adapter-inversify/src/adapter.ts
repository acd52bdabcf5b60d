import { describeError } from '@agentops/core';
import { attachService } from './entry/attach-service.ts';
import { ServiceAttachment } from './entry/service-attachment.ts';
import type { ServiceEntries, ServiceEntry } from './entry/service-entry.ts';
import { type ContainerModuleCallback, type HostContainer, onActivationOf } from './host.ts';
import { report } from './report.ts';
import { bindingTableOf } from './resolved.ts';

/** What `attachContainer` did, by the names of the services. A service with several bindings may be in more than one list. */
export interface ContainerReport {
  /** An instance that was resolved already is attached now. */
  attached: string[];
  /** What inversify makes from now on is attached. */
  pending: string[];
  /** With the reason, which the diagnostics say too. */
  notAttached: { service: string; reason: string }[];
}

/**
 * For `new ContainerModule(agentopsBindings({ services: [[OpenAIClientId, attachOpenAI]] }))`, in inversify 6, 7 and 8. What
 * inversify makes after the module is loaded is attached before anybody gets it; the services may be bound later. Unloading
 * the module stops that. It binds nothing.
 */
export function agentopsBindings<
  A = never,
  B = never,
  C = never,
  D = never,
  E = never,
  F = never,
  G = never,
  H = never,
  I = never,
  J = never,
  K = never,
  L = never,
>(options: {
  services: ServiceEntries<A, B, C, D, E, F, G, H, I, J, K, L>;
}): ContainerModuleCallback {
  const entries = options.services as readonly ServiceEntry[];
  return (bindOrOptions, ...rest) => {
    const onActivation = onActivationOf(bindOrOptions, rest);
    for (const entry of entries) {
      const attachment = new ServiceAttachment(entry);
      if (!onActivation) {
        attachment.refuse('this inversify hands its modules no onActivation');
        continue;
      }
      try {
        onActivation(entry[0], attachment.activate);
        attachment.expect();
      } catch (error) {
        attachment.refuse(`inversify refused with "${describeError(error).message}"`);
      }
    }
  };
}

/**
 * Attaches the services of one container: what inversify makes from now on, and singletons and constants that it has resolved
 * already, which no activation reaches. Resolves nothing for that: instances that nobody has asked for are not made.
 * Never rejects; what can't be attached is in the report.
 */
export async function attachContainer<
  A = never,
  B = never,
  C = never,
  D = never,
  E = never,
  F = never,
  G = never,
  H = never,
  I = never,
  J = never,
  K = never,
  L = never,
>(
  container: HostContainer,
  options: { services: ServiceEntries<A, B, C, D, E, F, G, H, I, J, K, L> },
): Promise<ContainerReport> {
  const entries = options.services as readonly ServiceEntry[];
  const table = quietly(() => bindingTableOf(container));
  const results = entries.map((entry) => attachService(container, table, entry));
  quietly(() => table?.forgetPlans());
  const summary: ContainerReport = { attached: [], pending: [], notAttached: [] };
  for (const { service, outcomes } of results) {
    const all = await Promise.all(outcomes);
    if (all.includes('attached')) summary.attached.push(service);
    if (all.includes('pending')) summary.pending.push(service);
    const reasons = new Set(all.flatMap((one) => (typeof one === 'string' ? [] : [one.reason])));
    for (const reason of reasons) summary.notAttached.push({ service, reason });
  }
  return summary;
}

function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    report(
      'warn',
      'container-unreadable',
      `The container can't be read: ${describeError(error).message}.`,
    );
    return undefined;
  }
}
