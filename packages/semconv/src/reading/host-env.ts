import type { Attributes } from '../span.ts';

/** A sender's resource says the same with each of its spans. */
const known = new WeakMap<Attributes, Attributes>();

/** Of a resource and, of a session's own span, of the attributes there: what describes the machine and the process. */
const describing =
  /^(?:host|os|process|cpu|memory|container|k8s|cloud|deployment|faas|device|service|telemetry\.(?:sdk|distro))\.|^imported_libraries$/;

export function hostEnvOf(resource: Attributes): Attributes {
  let env = known.get(resource);
  if (!env) {
    env = pick(resource);
    known.set(resource, env);
  }
  return env;
}

export function isOfHost(name: string): boolean {
  return describing.test(name);
}

function pick(resource: Attributes): Attributes {
  const env: Attributes = {};
  for (const name of Object.keys(resource)) if (isOfHost(name)) env[name] = resource[name];
  return env;
}
