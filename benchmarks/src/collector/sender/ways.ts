import { mkdirSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { pathsOf } from '@agentops/core';

/** Sends a body; resolves when it is acknowledged. */
export type Send = (body: Buffer) => Promise<void>;

/** @param url address of the request itself */
export function byHttp(url: string, contentType: string): Send {
  const agent = new Agent({ keepAlive: true });
  return (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': contentType, 'content-length': body.length };
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${url} answered ${response.statusCode}`));
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
}

const exportPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** gRPC by hand: what a client library spends is not the collector's. */
export function byGrpc(url: string): Send {
  const session = connect(url, { settings: { initialWindowSize: 1024 * 1024 } });
  return (body) => callGrpc(session, body);
}

function callGrpc(session: ClientHttp2Session, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': exportPath,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let [status, message]: unknown[] = [];
    const read = (headers: IncomingHttpHeaders) => {
      status ??= headers['grpc-status'];
      message ??= headers['grpc-message'];
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', reject);
    stream.on('close', () => {
      if (status === '0') resolve();
      else reject(new Error(`gRPC status ${status}: ${message}`));
    });
    stream.resume();
    const frame = Buffer.alloc(5);
    frame.writeUInt32BE(body.length, 1);
    stream.write(frame);
    stream.end(body);
  });
}

const segmentBytes = 16 * 1024 * 1024;

/** What is in a spool is acknowledged when it is written; so this tells nothing of the collector. */
export function bySpool(directory: string): Send {
  const folder = pathsOf(directory).spool;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let segment = 0;
  let fd = 0;
  let written = segmentBytes;
  return async (body) => {
    if (written >= segmentBytes) {
      const name = `benchmark-${process.pid}.${String(segment++).padStart(4, '0')}.ndjson`;
      fd = openSync(join(folder, name), 'ax', 0o600);
      written = 0;
    }
    written += body.length;
    writeSync(fd, body);
  };
}
