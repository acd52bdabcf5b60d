import { describeError } from '@agentops/core';
import { type HostContainer, nameOf } from '../host.ts';
import type { BindingState, BindingTable } from '../resolved.ts';
import { ServiceAttachment } from './service-attachment.ts';
import type { ServiceEntry } from './service-entry.ts';

/** What became of one binding of a service. */
export type Outcome = 'attached' | 'pending' | { reason: string };

/** Attaches one service of a container: what is resolved already, and what inversify makes from now on. Never throws. */
export function attachService(
  container: HostContainer,
  table: BindingTable | undefined,
  entry: ServiceEntry,
): { service: string; outcomes: (Outcome | Promise<Outcome>)[] } {
  const attachment = new ServiceAttachment(entry);
  const [service] = entry;
  const refused = (reason: string) => ({ reason: attachment.refuse(reason) });
  let outcomes: (Outcome | Promise<Outcome>)[];
  try {
    container.onActivation(service, attachment.activate);
    const states = table?.find(service);
    if (!states) {
      outcomes = [
        refused('this inversify does not show whether it was resolved already; if so, it is not'),
      ];
    } else if (states.length === 0) {
      outcomes = [refused('nothing is bound under it in this container so far')];
    } else outcomes = states.map((state) => attachBinding(attachment, state));
  } catch (error) {
    outcomes = [refused(`inversify refused with "${describeError(error).message}"`)];
  }
  return { service: attachment.name, outcomes };
}

function attachBinding(
  attachment: ServiceAttachment,
  state: BindingState,
): Outcome | Promise<Outcome> {
  switch (state.kind) {
    case 'resolved':
      return attachResolved(attachment, state.value);
    case 'activates':
      attachment.expect();
      return 'pending';
    case 'alias': {
      const target = state.target === undefined ? 'its target' : nameOf(state.target);
      return { reason: attachment.refuse(`it is an alias (toService); list ${target} instead`) };
    }
    case 'parent':
      return { reason: attachment.refuse('it is bound in a parent container; attach that one') };
  }
}

function attachResolved(attachment: ServiceAttachment, value: unknown): Outcome | Promise<Outcome> {
  const attach = (instance: unknown): Outcome => {
    const reason = attachment.attachResolved(instance);
    return reason === undefined ? 'attached' : { reason };
  };
  if (!(value instanceof Promise)) return attach(value);
  // An async singleton that is under way, or has failed. Inversify has a handler on this promise itself.
  const settled = value.then(attach, () => ({
    reason: attachment.refuse('its resolution failed'),
  }));
  return Promise.race([settled, nextTurn()]);
}

/** For what is done by then, the report can say so; for a slow start of a service the host need not wait. */
function nextTurn(): Promise<'pending'> {
  return new Promise((resolve) => setImmediate(resolve, 'pending'));
}
