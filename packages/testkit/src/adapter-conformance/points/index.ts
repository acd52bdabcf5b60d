import type { ConformancePoint } from '../case.ts';
import { ownObject } from './01-own-object.ts';
import { sameResult } from './02-same-result.ts';
import { noExtraPulls } from './03-no-extra-pulls.ts';
import { oneEnd } from './04-one-end.ts';
import { keptText } from './05-kept-text.ts';
import { usage } from './06-usage.ts';
import { apart } from './07-apart.ts';
import { sessions } from './08-sessions.ts';
import { faults } from './09-faults.ts';
import { once } from './10-once.ts';
import { detaching } from './11-detach.ts';
import { unknownMajor } from './12-unknown-major.ts';
import { noContent } from './13-no-content.ts';
import { cancelledIsNoError } from './14-cancelled-is-no-error.ts';

/** The adapter contract, point by point. */
export const conformancePoints: readonly ConformancePoint[] = [
  ownObject,
  sameResult,
  noExtraPulls,
  oneEnd,
  keptText,
  usage,
  apart,
  sessions,
  faults,
  once,
  detaching,
  unknownMajor,
  noContent,
  cancelledIsNoError,
];
