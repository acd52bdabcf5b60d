/** The real TaskWeaver, in an environment of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDirectory, pythonEnv } from '@agentops/testkit';
import { installStandIn, standInVersion } from './stand-in.ts';

export interface Host {
  python: string;
  /** What has to be on `PYTHONPATH`. */
  home: string;
  /** Which one it is, for people. */
  name: string;
  /** Somebody else's copy, in which some things differ. */
  isStandIn: boolean;
}

/** TaskWeaver is in no package registry. These are what it needs, without the scientific packages that plugins may use. */
const requirements = [
  ...'injector jupyter_client pyyaml cycler requests openai'.split(' '),
  'ipykernel; python_version>="3.11"',
  // The 7.3 that Python 3.10 gets loses a request now and then, with the shim and without: the host then waits for three minutes.
  'ipykernel<7; python_version<"3.11"',
];

/**
 * The checkout that `TASKWEAVER_HOME` names, else somebody else's copy on PyPI. Why there is none is the answer where neither can be had,
 * also told on stderr.
 * @param more what the environment has besides
 * @throws where neither can be had and `CI` is set
 */
export async function findTaskWeaver(
  more: readonly string[] = [],
): Promise<Host | { reason: string }> {
  const env = await pythonEnv({
    name: ['TaskWeaver', ...more].join(' with '),
    requirements: [...requirements, ...more],
  });
  if (env.python === undefined) return { reason: env.reason };
  const { python } = env;
  const checkout = process.env.TASKWEAVER_HOME;
  if (checkout) {
    if (existsSync(join(checkout, 'taskweaver', '__init__.py')))
      return tell({ python, home: checkout, name: `checkout ${checkout}`, isStandIn: false });
    throw new Error(
      `TASKWEAVER_HOME is ${checkout}, which is no checkout of microsoft/TaskWeaver.`,
    );
  }
  try {
    const home = await cachedDirectory({
      name: 'TaskWeaver stand-in',
      kind: 'taskweaver',
      key: [standInVersion],
      make: (directory) => installStandIn(python, directory),
    });
    const name = `agentos-taskweaver ${standInVersion}, a copy`;
    return tell({ python, home, name, isStandIn: true });
  } catch (error) {
    const reason = `TaskWeaver tests skipped: set TASKWEAVER_HOME to a checkout of microsoft/TaskWeaver. ${(error as Error).message}`;
    if (process.env.CI) throw new Error(reason, { cause: error });
    process.stderr.write(`${reason}\n`);
    return { reason };
  }
}

function tell(host: Host): Host {
  process.stderr.write(`TaskWeaver: ${host.name}\n`);
  return host;
}
