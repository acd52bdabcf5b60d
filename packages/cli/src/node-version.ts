/** As `engines` in package.json says. */
const least = [22, 12] as const;

/** What to tell of a Node.js on which AgentOps does not work; undefined where it does. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  return `Node.js ${version} is too old: AgentOps needs ${least.join('.')} or newer.`;
}
