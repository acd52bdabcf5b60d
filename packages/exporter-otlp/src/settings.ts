import type { ExporterSettings } from '@agentops/core';
import { extraDialects, SERVICE_NAME } from '@agentops/semconv';
import type { Configuration } from './configuration.ts';

type Sending = Pick<Configuration, 'sampleRate' | 'dialects' | 'resource'>;

/** Core keeps a few hundred bytes. */
const maxNameChars = 255;

/** What another process has to know to send the rest as this one would. */
export function settingsOf({ sampleRate, dialects, resource }: Sending): ExporterSettings {
  const serviceName = resource[SERVICE_NAME];
  return {
    sampleRate,
    dialects: [...dialects],
    ...(typeof serviceName === 'string' ? { serviceName: serviceName.slice(0, maxNameChars) } : {}),
  };
}

/** What this one has to be configured with for what was left with those settings. What they do not say is as here. */
export function applied(settings: ExporterSettings, own: Sending): Sending {
  const { sampleRate, dialects, serviceName } = settings;
  return {
    sampleRate: isShare(sampleRate) ? sampleRate : own.sampleRate,
    dialects: Array.isArray(dialects)
      ? extraDialects.filter((each) => dialects.includes(each))
      : own.dialects,
    resource:
      typeof serviceName === 'string'
        ? { ...own.resource, [SERVICE_NAME]: serviceName }
        : own.resource,
  };
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
