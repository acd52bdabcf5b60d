import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Who may import whom, of this repository. The table of ARCHITECTURE.md. */
const packages: Record<string, readonly string[]> = {
  core: [],
  semconv: ['core'],
  pricing: ['core'],
  stainless: ['core', 'semconv'],
  bridge: ['core'],
  store: ['core', 'pricing'],
  collector: ['core', 'semconv', 'pricing', 'store'],
  testkit: ['core', 'semconv', 'store'],
  'adapter-openai': ['core', 'semconv', 'stainless'],
  'adapter-anthropic': ['core', 'semconv', 'stainless'],
  'adapter-inversify': ['core', 'semconv'],
  'adapter-taskweaver': ['core', 'semconv', 'bridge'],
  'http-post': [],
  'exporter-http': ['core', 'http-post'],
  'exporter-agentops': ['core', 'http-post', 'semconv'],
  'exporter-otlp': ['core', 'http-post', 'semconv'],
  cli: [
    'adapter-taskweaver',
    'bridge',
    'core',
    'semconv',
    'pricing',
    'exporter-agentops',
    'exporter-http',
    'exporter-otlp',
    'collector',
    'store',
  ],
};

/** Of core, folder by folder. Its files outside of folders see all, and errors.ts and diagnostics.ts are seen by all. */
const coreFolders: Record<string, readonly string[]> = {
  events: [],
  session: ['events'],
  pipeline: ['events'],
  export: ['events'],
  adapter: ['session', 'events'],
};
const seenByAllOfCore = ['errors.ts', 'diagnostics.ts'];
/** What Node has and other runtimes have not is behind these; package.json says which file it is where. */
const platformOf: Record<string, readonly string[]> = {
  events: [],
  session: ['#platform/context-storage'],
  pipeline: ['#platform/spool'],
  export: [],
  adapter: [],
};

interface Import {
  file: string;
  specifier: string;
  typeOnly: boolean;
}

const statement =
  /^(?:import|export)\s+(type\s+)?(?:[\w*{][^;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

function sources(pattern: string): string[] {
  return globSync(pattern, { cwd: root }).sort();
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(statement)].map(([, type, from, dynamic]) => ({
    file,
    specifier: (from ?? dynamic) as string,
    typeOnly: type !== undefined,
  }));
}

/** Without what of it is imported: `@agentops/semconv/otlp` is of `@agentops/semconv`. */
function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, 2).join('/');
}

function lines(file: string): number {
  return readFileSync(join(root, file), 'utf8').split('\n').length - 1;
}

describe('packages', () => {
  test('every package stands in the table, and the table names no other', () => {
    const found = sources('packages/*/package.json').map((path) => basename(dirname(path)));
    expect(found).toEqual(Object.keys(packages).sort());
  });

  test.each(Object.entries(packages))(
    '%s imports what it may, and nothing else',
    (name, allowed) => {
      const ours = sources(`packages/${name}/src/**/*.ts`)
        .flatMap(importsOf)
        .filter(({ specifier }) => specifier.startsWith('@agentops/'));
      const forbidden = ours.filter(
        ({ specifier }) => !allowed.includes(packageOf(specifier).slice('@agentops/'.length)),
      );
      expect(forbidden).toEqual([]);
    },
  );

  test.each(Object.keys(packages))(
    '%s declares what it imports, and no more of this repository',
    (name) => {
      const manifest = JSON.parse(
        readFileSync(join(root, `packages/${name}/package.json`), 'utf8'),
      );
      const declared = Object.keys(manifest.dependencies ?? {}).filter((d) =>
        d.startsWith('@agentops/'),
      );
      const imported = sources(`packages/${name}/src/**/*.ts`)
        .flatMap(importsOf)
        .filter(({ specifier }) => specifier.startsWith('@agentops/'))
        .map(({ specifier }) => packageOf(specifier));
      expect(declared.sort()).toEqual([...new Set(imported)].sort());
    },
  );

  test('core has no runtime dependency, and imports nothing but itself and Node', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages/core/package.json'), 'utf8'));
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.peerDependencies).toBeUndefined();
    const others = sources('packages/core/src/**/*.ts')
      .flatMap(importsOf)
      .filter(({ specifier }) => !/^(?:\.|node:|#platform\/)/.test(specifier));
    expect(others).toEqual([]);
  });

  test('no adapter imports its host at run time, but for a base class in host.ts', () => {
    const loaded = sources('packages/{adapter-*,stainless}/src/**/*.ts')
      .filter((file) => basename(file) !== 'host.ts')
      .flatMap(importsOf)
      .filter(
        ({ specifier, typeOnly }) =>
          !typeOnly && !specifier.startsWith('.') && !specifier.startsWith('node:'),
      )
      .filter(({ specifier }) => !specifier.startsWith('@agentops/'));
    expect(loaded).toEqual([]);
  });
});

describe('inside core', () => {
  test.each(Object.entries(coreFolders))(
    '%s imports what it may, and nothing else',
    (folder, allowed) => {
      const forbidden = sources(`packages/core/src/${folder}/**/*.ts`)
        .flatMap(importsOf)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ file, specifier }) => ({
          file,
          target: relative('packages/core/src', join(dirname(file), specifier)),
        }))
        .filter(({ target }) => {
          const [first = ''] = target.split('/');
          return first !== folder && !allowed.includes(first) && !seenByAllOfCore.includes(target);
        });
      expect(forbidden).toEqual([]);
    },
  );

  test.each(Object.entries(platformOf))(
    '%s imports of the platform what it may, and nothing else',
    (folder, allowed) => {
      const used = sources(`packages/core/src/${folder}/**/*.ts`)
        .flatMap(importsOf)
        .map(({ specifier }) => specifier)
        .filter((specifier) => specifier.startsWith('#platform/'));
      expect(used.filter((specifier) => !allowed.includes(specifier))).toEqual([]);
    },
  );
});

describe('files', () => {
  const all = sources('{packages,examples}/*/src/**/*.ts');
  const tests = sources('{packages,examples}/*/test/**/*.ts');

  test('are named in kebab-case, after what is in them', () => {
    const odd = [...all, ...tests].filter(
      (file) =>
        !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.ts$/.test(basename(file)) ||
        /^(?:utils?|helpers?|misc|common)\b/.test(basename(file)),
    );
    expect(odd).toEqual([]);
  });

  test('are short: sources up to 400 lines, tests up to 600', () => {
    expect(all.filter((file) => lines(file) > 400)).toEqual([]);
    expect(tests.filter((file) => lines(file) > 600)).toEqual([]);
  });

  test('of an adapter: adapter.ts up to 150 lines, a mapper up to 200', () => {
    const adapters = all.filter((file) => /adapter-[^/]+\/src\/adapter\.ts$/.test(file));
    const mappers = all.filter((file) => /adapter-[^/]+\/src\/mapper(?:\/[^/]+)?\.ts$/.test(file));
    expect(adapters.filter((file) => lines(file) > 150)).toEqual([]);
    expect(mappers.filter((file) => lines(file) > 200)).toEqual([]);
    expect(mappers.length).toBeGreaterThan(2);
  });

  test('index.ts exports by explicit name, and does nothing else', () => {
    const doing = sources('packages/*/src/index.ts').filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const rest = text
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/export\s+(?:type\s+)?\{[^}]*\}\s+from\s+'[^']+';/g, '');
      return rest.trim() !== '';
    });
    expect(doing).toEqual([]);
  });

  test('console is touched in diagnostics.ts and the console exporter alone', () => {
    const touching = sources(
      'packages/{core,stainless,semconv,pricing,adapter-*}/src/**/*.ts',
    ).filter((file) =>
      /\bconsole\.\w/.test(readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')),
    );
    expect(touching).toEqual([
      'packages/core/src/diagnostics.ts',
      'packages/core/src/export/console-exporter.ts',
    ]);
  });
});

describe('documents', () => {
  const documents = sources('{*.md,docs/**/*.md,packages/*/README.md,examples/*/README.md}');

  test('name files and folders that are there', () => {
    const missing = documents.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
      const named = [
        ...text.matchAll(/`((?:packages|docs|scripts|tooling|examples|durability)\/[\w./-]+)`/g),
      ];
      const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
      return (
        [
          ...named.map(([, path]) => path as string),
          ...linked.map(([, path]) => join(dirname(file), path as string)),
        ]
          // The package that a reader is about to make.
          .filter((path) => !path.includes('adapter-my-host') && !existsSync(join(root, path)))
          .map((path) => `${file}: ${path}`)
      );
    });
    expect(missing).toEqual([]);
    expect(documents.length).toBeGreaterThan(15);
  });
});
