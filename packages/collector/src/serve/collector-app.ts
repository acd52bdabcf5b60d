import { tmpdir } from 'node:os';
import type { Appended, Store } from '@agentops/store';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import type { BodyLimits } from '../receive/body.ts';
import { ByteBudget } from '../receive/byte-budget.ts';
import { addIngest } from '../receive/ingest/ingest-routes.ts';
import { addBackup } from './api/backup.ts';
import { addEventEndpoints } from './api/events.ts';
import { addExport } from './api/export.ts';
import { addImport } from './api/import.ts';
import { addIngestHealth } from './api/ingest-health.ts';
import { addLive } from './api/live.ts';
import { addDocument } from './api/openapi-document.ts';
import { addPrune } from './api/prune.ts';
import { addSessionEndpoints } from './api/sessions.ts';
import { addStatsEndpoints } from './api/stats.ts';
import { createBaseApp } from './base-app.ts';
import { LiveHub, type LiveOptions } from './live/live-hub.ts';
import type { Intake } from './metrics/intake.ts';
import { Metrics } from './metrics/metrics.ts';
import { StoreWatch } from './metrics/store-watch.ts';
import { addProbes } from './probes.ts';
import { authorise } from './security/token.ts';
import { staticFiles } from './static-files.ts';
import type { OtlpImport } from './transfer/records-of-document.ts';

export interface CollectorAppOptions {
  store: Store;
  /** Where it will listen: this name may stand in the Host header. @default '127.0.0.1' */
  host?: string;
  /** Asked for as a bearer token by the API and the metrics. */
  token?: string | undefined;
  allowedHosts?: readonly string[] | undefined;
  allowedOrigins?: readonly string[] | undefined;
  /** The dashboard's built files. @default a page that says where the API is */
  staticDirectory?: string | undefined;
  otlpImport?: OtlpImport | undefined;
  /** Further HTTP APIs on this port, such as AgentOps'. */
  receivers?: readonly MountedReceiver[];
  /** Of what was received and is not kept yet; to be shared by all receivers. @default 256 MiB */
  budget?: ByteBudget;
  /** Where backups are made while they are sent. @default the system's directory for temporary files */
  backupDirectory?: string | undefined;
  metrics?: Metrics;
  /** How the receivers are that are not served here, for health and metrics. */
  intake?: Intake;
  ingestLimits?: BodyLimits;
  live?: LiveOptions;
  /** Records that may wait to be shown while the collector counts as ready. @default 100,000 */
  maxLagRecords?: number;
  /** The collector's version, for the API's document. */
  version: string;
  onError: (error: unknown) => void;
}

export interface MountedReceiver {
  /** Its routes stand under this path, such as `/v2`. */
  path: string;
  app: Hono;
  /** It checks itself who may send. @default false: the collector's token is asked for */
  authorises?: boolean;
}

export interface CollectorApp {
  app: Pick<OpenAPIHono, 'fetch' | 'request'>;
  metrics: Metrics;
  budget: ByteBudget;
  /** Ends what would go on by itself: readers of server-sent events, timers. */
  close(): void;
}

const defaultBudget = 256 * 1024 * 1024;
const api = '/api/v1';

/** Everything that is served on the collector's own port. */
export function createCollectorApp(options: CollectorAppOptions): CollectorApp {
  const { store, host = '127.0.0.1', token, allowedHosts, allowedOrigins, onError } = options;
  const { metrics = new Metrics(), budget = new ByteBudget(defaultBudget), intake = {} } = options;
  const hub = new LiveHub(store, options.live);
  const watch = new StoreWatch(store);
  const app = createBaseApp({ host, allowedHosts, allowedOrigins, metrics, onError });
  const authorised = authorise(token);

  const maxLagRecords = options.maxLagRecords ?? 100_000;
  addProbes(app, { watch, metrics, budget, hub, intake, maxLagRecords, authorise: authorised });

  const onTaken = (receiver: string) => (appended: Appended) => {
    const { accepted: records, repeated, rejectedLines: rejected } = appended;
    metrics.took(receiver, { records, repeated, rejected });
  };
  const routes = new OpenAPIHono();
  addSessionEndpoints(routes, store);
  addEventEndpoints(routes, store);
  addStatsEndpoints(routes, store);
  addLive(routes, hub);
  addExport(routes, store, onError);
  const { ingestLimits: limits = {}, otlpImport } = options;
  addIngest(routes, { store, budget, limits, onTaken: onTaken('ingest') });
  addImport(routes, { store, budget, otlpImport, onTaken: onTaken('import') });
  addPrune(routes, { store, budget });
  addBackup(routes, store, { directory: options.backupDirectory ?? tmpdir(), onError });
  addIngestHealth(routes, { store, metrics, budget, intake });
  app.use(`${api}/*`, authorised);
  app.route(api, routes);
  addDocument(app, `${api}/openapi.json`, options.version);

  for (const { path, app: receiver, authorises } of options.receivers ?? []) {
    if (!authorises) {
      app.use(path, authorised);
      app.use(`${path}/*`, authorised);
    }
    app.route(path, receiver);
  }
  app.notFound(staticFiles(options.staticDirectory, api));
  return {
    app,
    metrics,
    budget,
    close() {
      hub.close();
      metrics.close();
    },
  };
}
