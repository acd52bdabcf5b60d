import { StoreOpenError } from '@agentops/store';

const node = [24, 15, 0] as const;
/** Before it, two connections that write and checkpoint at once can damage the file (https://sqlite.org/wal.html#walresetbug). */
const sqlite = [3, 51, 3] as const;

/**
 * @param versions as `process.versions` tells them
 * @throws StoreOpenError where this Node.js, or the SQLite in it, is too old to keep data safely
 */
export function checkRuntime(versions: {
  node?: string | undefined;
  sqlite?: string | undefined;
}): void {
  if (isOlder(versions.node, node)) {
    throw new StoreOpenError(
      `The collector needs Node.js ${node.join('.')} or newer, and this is ${versions.node}: install a newer one from https://nodejs.org.`,
    );
  }
  if (isOlder(versions.sqlite, sqlite)) {
    throw new StoreOpenError(
      `The collector needs SQLite ${sqlite.join('.')} or newer, and this Node.js has ${versions.sqlite ?? 'none'}: install Node.js ${node.join('.')} or newer from https://nodejs.org, built with its own SQLite.`,
    );
  }
}

function isOlder(version: string | undefined, least: readonly number[]): boolean {
  const parts = (version ?? '').split(/[.-]/).map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] || 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
