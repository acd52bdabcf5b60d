import type { ExporterTopic } from '../case.ts';
import { answers } from './answers.ts';
import { content } from './content.ts';
import { delivery } from './delivery.ts';
import { outages } from './outages.ts';
import { processes } from './processes.ts';

/** The contract of exporters, part by part. */
export const exporterTopics: readonly ExporterTopic[] = [
  delivery,
  answers,
  outages,
  content,
  processes,
];
