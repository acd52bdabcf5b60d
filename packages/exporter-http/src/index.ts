export { HttpExporter, type HttpExporterOptions, IngestError } from './http-exporter.ts';
