export { OtlpConfigurationError } from './configuration-error.ts';
export { OtlpError } from './otlp-error.ts';
export { OtlpExporter, type OtlpExporterOptions } from './otlp-exporter.ts';
