import { createRequire } from 'node:module';
import * as imported032 from 'anthropic-0-32';
import * as imported039 from 'anthropic-0-39';
import * as imported060 from 'anthropic-0-60';
import * as imported097 from 'anthropic-0-97';
import * as imported0137 from 'anthropic-0-137';
import * as imported1 from 'anthropic-1';

/** A build of the package, typed as the newest one; what differs at run time is looked for at run time. */
export type AnthropicModule = typeof imported1;
export type AnthropicClass = AnthropicModule['default'];
export type AnthropicClient = InstanceType<AnthropicClass>;

export interface Version {
  version: string;
  /** The builds are different classes in different files. */
  import: AnthropicModule;
  require: AnthropicModule;
}

const require = createRequire(import.meta.url);

function version(version: string, alias: string, imported: unknown): Version {
  return {
    version,
    import: imported as AnthropicModule,
    require: require(alias) as AnthropicModule,
  };
}

export const versions: readonly Version[] = [
  version('0.32.1', 'anthropic-0-32', imported032),
  version('0.39.0', 'anthropic-0-39', imported039),
  version('0.60.0', 'anthropic-0-60', imported060),
  version('0.97.1', 'anthropic-0-97', imported097),
  version('0.137.0', 'anthropic-0-137', imported0137),
  version('1.12.0', 'anthropic-1', imported1),
];
