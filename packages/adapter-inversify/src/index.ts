export { agentopsBindings, attachContainer, type ContainerReport } from './adapter.ts';
export { attachProducts } from './entry/attach-products.ts';
export type { Attach, ServiceEntries, ServiceEntry } from './entry/service-entry.ts';
export { type MethodName, type TracedMethods, traceMethods } from './entry/trace-methods.ts';
export type { ContainerModuleCallback, HostContainer, ServiceIdentifier } from './host.ts';
