import { registerHooks } from 'node:module';

// For `--import`: this Node.js says that it is an older one, and has no database and no collector.
const { versions } = process;
Object.defineProperty(process, 'versions', { value: { ...versions, node: '22.12.0' } });
Object.defineProperty(process, 'version', { value: 'v22.12.0' });
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'node:sqlite' || specifier === '@agentops/collector') {
      throw new Error(`${specifier} must not be loaded here`);
    }
    return next(specifier, context);
  },
});
