/** Looks up what a container has bound and resolved, without resolving anything. */
import type {
  Binding6,
  Binding7,
  Container6,
  HostContainer,
  PluginContainer,
  PluginContext,
  ServiceIdentifier,
} from './host.ts';

/** One binding of a service. */
export type BindingState =
  /** The instance, or a promise of it that is under way: what inversify hands out from now on, without an activation. */
  | { kind: 'resolved'; value: unknown }
  /** Inversify calls activations when it makes the next instance. */
  | { kind: 'activates' }
  /** Made by `toService`, in inversify 7 and 8: those call the activations of the target alone. */
  | { kind: 'alias'; target: ServiceIdentifier | undefined }
  /** In a parent container, in inversify 6: that calls the activations of the parent alone. */
  | { kind: 'parent' };

export interface BindingTable {
  find(service: ServiceIdentifier): BindingState[];
  /** Makes activations that were added now effective where inversify has planned already. */
  forgetPlans(): void;
}

/** Undefined where this inversify does not show its bindings: 7 before 7.5.2. */
export function bindingTableOf(container: HostContainer): BindingTable | undefined {
  if (isContainer6(container)) {
    return { find: (service) => findIn6(container, service), forgetPlans: () => {} };
  }
  const context = pluginContextOf(container);
  if (typeof context?.bindingService?.get !== 'function') return undefined;
  return {
    find: (service) => findIn7(context, service),
    // Inversify 8.2.3: a child container that has resolved a service before does not see an activation that its parent gets
    // later. Dropping the plans, which 7 and 8 do at each unload too, reaches the children.
    forgetPlans: () => context.planResultCacheService?.clearCache(),
  };
}

function findIn6(container: Container6, service: ServiceIdentifier): BindingState[] {
  let owner: Container6 | null = container;
  while (owner && !owner._bindingDictionary.hasKey(service)) owner = owner.parent;
  if (!owner) return [];
  const next: BindingState = { kind: owner === container ? 'activates' : 'parent' };
  return [...owner._bindingDictionary.get(service)].map((binding) => stateIn6(binding, next));
}

function stateIn6({ scope, activated, cache }: Binding6, next: BindingState): BindingState {
  // For inversify 6.2.2, too, a null in the cache means that nothing is cached; so it is for factories in that moment.
  const resolved = scope === 'Singleton' && activated && cache !== null && cache !== undefined;
  return resolved ? { kind: 'resolved', value: cache } : next;
}

function findIn7({ bindingService }: PluginContext, service: ServiceIdentifier): BindingState[] {
  for (const bound of bindingService.getBoundServices()) {
    if (bound === service) return [...(bindingService.get(service) ?? [])].map(stateIn7);
  }
  return [];
}

function stateIn7({ type, cache, targetServiceIdentifier }: Binding7): BindingState {
  if (type === 'ServiceRedirection') return { kind: 'alias', target: targetServiceIdentifier };
  return cache?.isRight ? { kind: 'resolved', value: cache.value } : { kind: 'activates' };
}

function isContainer6(container: HostContainer): container is Container6 {
  return typeof (container as Partial<Container6>)._bindingDictionary?.hasKey === 'function';
}

/** Registers a plugin that only keeps what it is given: inversify 7.11 and 8.2 hold no plugin afterwards. */
function pluginContextOf(container: HostContainer): PluginContext | undefined {
  const { register } = container as Partial<PluginContainer>;
  if (typeof register !== 'function') return undefined;
  let context: PluginContext | undefined;
  class Reader {
    // How inversify's own class `Plugin` says that it is one (@inversifyjs/plugin 0.2.0, 0.3.1).
    readonly [isPlugin] = true;
    constructor(_container: unknown, given: PluginContext) {
      context = given;
    }
    load(): void {}
  }
  try {
    register.call(container, Reader);
  } catch {
    // An inversify that wants a plugin to be more than this.
  }
  return context;
}

const isPlugin = Symbol.for('@inversifyjs/plugin/isPlugin');
