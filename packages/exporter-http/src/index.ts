export { HttpExporter, type HttpExporterOptions } from './http-exporter.ts';
export { IngestError } from './ingest-error.ts';
