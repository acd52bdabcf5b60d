import { type FileHandle, open, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { notFound } from './api/problem.ts';
import { builtInPage } from './built-in-page.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Only what comes from here, and nothing inline. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A name such as `index-BbX3k9aQ.js` stands for this very content. */
const hashed = /[-.][\w-]{8,}\.\w+$/;

/**
 * What is at the paths that nothing else is at: the files of a directory, its `index.html` where the path is one of the page itself;
 * without a directory, at `/`, a plain page that says where the API is.
 */
export function staticFiles(directory: string | undefined, api: string) {
  return async (c: Context): Promise<Response> => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads || c.req.path.startsWith('/api/')) return notFound('such path here').toResponse();
    if (directory !== undefined) return await fileAnswer(c, directory);
    if (c.req.path !== '/') return notFound('such path here').toResponse();
    return c.body(builtInPage(api), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': pagePolicy,
    });
  };
}

async function fileAnswer(c: Context, directory: string): Promise<Response> {
  const root = await realpath(directory);
  const names = namesOf(c.req.url);
  const found = names && ((await openFile(root, names)) ?? (await page(root, names)));
  if (!found) return notFound('such file here').toResponse();
  const { file, name, size } = found;
  const headers = {
    'content-type': types[extname(name).toLowerCase()] ?? 'application/octet-stream',
    'content-length': String(size),
    'content-security-policy': pagePolicy,
    'cache-control': hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (c.req.raw.method === 'HEAD' || size === 0) {
    await file.close();
    return c.body(null, 200, headers);
  }
  const stream = Readable.toWeb(file.createReadStream({ end: size - 1 }));
  return c.body(stream as ReadableStream<Uint8Array>, 200, headers);
}

/** The names of a path, one below the other. Undefined where one could lead anywhere else. */
function namesOf(url: string): string[] | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
  const names = path.split('/').filter((name) => name !== '');
  const isSafe = (name: string) => !name.startsWith('.') && !/[\\\0:]/.test(name);
  return names.every(isSafe) ? names : undefined;
}

/** The page finds its own way below `/`. What looks like a file and is none is not there. */
async function page(root: string, names: readonly string[]) {
  const last = names.at(-1);
  return last !== undefined && extname(last) !== '' ? undefined : openFile(root, ['index.html']);
}

async function openFile(
  root: string,
  names: readonly string[],
): Promise<{ file: FileHandle; name: string; size: number } | undefined> {
  if (names.length === 0) return undefined;
  let file: FileHandle | undefined;
  try {
    const path = await realpath(join(root, ...names));
    // A symbolic link may lead out.
    if (!path.startsWith(root + sep)) return undefined;
    file = await open(path);
    const stat = await file.stat();
    if (stat.isFile()) return { file, name: names.at(-1) as string, size: stat.size };
  } catch {
    // It is not there, or not for us.
  }
  await file?.close();
  return undefined;
}
