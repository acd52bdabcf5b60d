/** `npm run new-adapter <host>`: a new adapter package, which builds, and whose tests say what is left to do. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const template = fileURLToPath(new URL('new-adapter.template', import.meta.url));

const usage = `npm run new-adapter <host> -- [--package <npm package>] [--into <folder>]

Writes packages/adapter-<host>/: a package that builds, and whose tests say what is left to do.

  <host>              in kebab-case: my-host. Names the package @agentops/adapter-my-host and the function attachMyHost
  --package <name>    the host's npm package, where it is called something else than <host>
  --into <folder>     another folder of this repository than packages/
  --help              this

Then: docs/writing-an-adapter.md`;

/**
 * What npm took for an option of its own, because no `--` stood before it.
 * @param {'package' | 'into'} option
 */
function takenByNpm(option) {
  const value = process.env[`npm_config_${option}`];
  // npm does not know the option, and made a switch of it, and a host of its value.
  if (value === 'true') {
    throw new Error(
      `npm keeps --${option} for itself. Write -- before it: npm run new-adapter my-host -- --${option} …`,
    );
  }
  return value || undefined;
}

/** @returns {{ host: string; hostPackage: string; into: string }} */
function readArguments() {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    options: {
      package: { type: 'string' },
      into: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const npmPackage = values.package ?? takenByNpm('package');
  const folder = values.into ?? takenByNpm('into') ?? 'packages';
  const [host, ...more] = positionals;
  if (host === undefined) throw new Error('Which host? npm run new-adapter my-host');
  if (more.length > 0) throw new Error(`One host at a time, not "${positionals.join(' ')}".`);
  if (host.startsWith('adapter-')) {
    throw new Error(`"adapter-" comes by itself: npm run new-adapter ${host.slice(8)}`);
  }
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(host)) {
    throw new Error(
      `"${host}" is no name in kebab-case, such as my-host. The name of the npm package goes into --package.`,
    );
  }
  const hostPackage = npmPackage ?? host;
  if (!/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(hostPackage)) {
    throw new Error(`--package: "${hostPackage}" is no name of an npm package.`);
  }
  return { host, hostPackage, into: resolve(root, folder) };
}

/** @param {string} folder */
function checkFree(folder) {
  const place = relative(root, folder);
  if (place.startsWith('..')) throw new Error(`--into: ${folder} is not in this repository.`);
  if (existsSync(folder))
    throw new Error(`${place} exists already. Remove it, or take another name.`);
}

/**
 * Line lengths and the order of imports depend on the names. Returns whether that could be done.
 * @param {string} folder
 */
function format(folder) {
  const biome = join(root, 'node_modules/.bin/biome');
  return spawnSync(biome, ['check', '--write', folder], { cwd: root }).status === 0;
}

/** @param {string} host */
function pascalCase(host) {
  return host.replace(/(?:^|-)([a-z0-9])/g, (_, first) => first.toUpperCase());
}

/**
 * @param {string} folder
 * @param {Record<string, string>} names
 */
function writePackage(folder, names) {
  const written = [];
  // Without globSync: this runs before anything has brought a newer Node than the system's.
  const paths = readdirSync(template, { recursive: true, encoding: 'utf8' });
  for (const path of paths.filter((each) => each.endsWith('.txt')).sort()) {
    const text = readFileSync(join(template, path), 'utf8');
    const target = join(folder, path.slice(0, -'.txt'.length));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(
      target,
      Object.entries(names).reduce((result, [name, value]) => result.replaceAll(name, value), text),
    );
    written.push(relative(root, target));
  }
  return written;
}

/**
 * The table of who may import whom. Returns whether the line is there now.
 * @param {string} name
 */
function addToTopology(name) {
  const file = join(root, 'test/topology.test.ts');
  const text = readFileSync(file, 'utf8');
  if (text.includes(`'${name}':`)) return true;
  const last = [...text.matchAll(/^ {2}'adapter-[\w-]+': \[[^\]]*\],\n/gm)].at(-1);
  if (!last) return false;
  const end = last.index + last[0].length;
  writeFileSync(file, `${text.slice(0, end)}  '${name}': ['core', 'semconv'],\n${text.slice(end)}`);
  return true;
}

function main() {
  const { host, hostPackage, into } = readArguments();
  const name = `adapter-${host}`;
  const folder = join(into, name);
  checkFree(folder);
  const written = writePackage(folder, {
    __Host__: pascalCase(host),
    __host__: host,
    __package__: hostPackage,
    __root__: relative(folder, root),
  });
  const formatted = format(folder);
  const inPackages = into === join(root, 'packages');
  const inTable = inPackages && addToTopology(name);
  const place = relative(root, folder);
  if (!formatted) console.log('Not formatted: biome is not installed. Later: npm run format\n');
  console.log(`Written:\n${written.map((path) => `  ${path}`).join('\n')}`);
  if (inTable) console.log('  test/topology.test.ts: a line in the table of who may import whom');
  console.log(`
What to do next (docs/writing-an-adapter.md):
  1. pnpm-workspace.yaml: pin ${hostPackage} in the catalog. ${place}/package.json: "${hostPackage}": "catalog:" in
     devDependencies, and the real range in peerDependencies. Then: npx pnpm@12.21.0 install
  2. ${place}/src/host.ts: what the host really looks like; adapter.ts and mapper.ts follow
  3. ${place}/test/driver.ts: how the kit works the host
  4. npx pnpm@12.21.0 exec turbo run build typecheck test --filter @agentops/${name}
     builds what it needs, type-checks, and says what is still wrong
  5. ${place}/README.md, and a changeset: npx pnpm@12.21.0 changeset`);
  if (inPackages && !inTable) {
    console.log(`  6. test/topology.test.ts: add '${name}': ['core', 'semconv'] to the table`);
  }
}

try {
  main();
} catch (error) {
  console.error(`new-adapter: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
