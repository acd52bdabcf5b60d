import { CliError } from './cli-error.ts';

const units: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 };
const dayMs = 86_400_000;

/** @throws CliError where it is no port */
export function parsePort(text: string, option: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text.trim() !== '') return port;
  throw new CliError(
    `${option} takes a port, from 0 (any free one) to 65535, and "${text}" is none.`,
  );
}

/** Bytes of `500M`, `10G`, `1048576`, … @throws CliError where it is no size */
export function parseSize(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt])?(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (number === undefined) {
    throw new CliError(`${option} takes a size such as 500M or 10G, and "${text}" is none.`);
  }
  return Math.round(Number(number) * 1024 ** (units[unit?.toLowerCase() ?? ''] ?? 0));
}

/** Milliseconds of a number of days. @throws CliError where it is none */
export function parseDays(text: string, option: string): number {
  const days = Number(text);
  if (Number.isFinite(days) && days > 0) return days * dayMs;
  throw new CliError(`${option} takes a number of days, such as 30, and "${text}" is none.`);
}
