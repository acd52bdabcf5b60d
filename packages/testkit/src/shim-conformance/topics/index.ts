import type { ShimTopic } from '../case.ts';
import { endings } from './endings.ts';
import { lines } from './lines.ts';
import { places } from './places.ts';
import { processes } from './processes.ts';
import { values } from './values.ts';

/** The contract of shims, part by part. */
export const shimTopics: readonly ShimTopic[] = [lines, values, places, endings, processes];
