import { createRequire } from 'node:module';
import * as imported4 from 'openai-4';
import * as imported5 from 'openai-5';
import * as imported6 from 'openai-6';
import * as imported7 from 'openai-7';

/** A build of the package, typed as the newest one; what differs at run time is looked for at run time. */
export type OpenAIModule = typeof imported7;
export type OpenAIClass = OpenAIModule['default'];
export type OpenAIClient = InstanceType<OpenAIClass>;

export interface Version {
  version: string;
  /** The builds are different classes in different files. */
  import: OpenAIModule;
  require: OpenAIModule;
}

const require = createRequire(import.meta.url);

function version(version: string, alias: string, imported: unknown): Version {
  return {
    version,
    import: imported as OpenAIModule,
    require: require(alias) as OpenAIModule,
  };
}

export const versions: readonly Version[] = [
  version('4.104.0', 'openai-4', imported4),
  version('5.23.2', 'openai-5', imported5),
  version('6.49.0', 'openai-6', imported6),
  version('7.57.0', 'openai-7', imported7),
];
