import { storeConformance } from '../../src/index.ts';
import { memory } from './memory-subject.ts';

/** Readers see what they asked for, and nothing by itself: a case that reads what it has just written fails here. */
storeConformance({
  ...memory('memory that shows nothing by itself', { projectAutomatically: false }),
  skip: [{ case: 'keeping/by-itself', reason: 'it shows more only when it is asked to' }],
});
