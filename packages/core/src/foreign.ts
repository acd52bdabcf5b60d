/** What a bridge needs that records what processes in other languages report. Programs that record themselves need none of it. */
export { Claim, type Claimant, type ClaimOptions } from './export/claim.ts';
export {
  type ForeignLine,
  ForeignRecording,
  type ForeignRecordingOptions,
} from './foreign-recording.ts';
export { identifyWriter } from './pipeline/writer-identity.ts';
export { type PropagatedContext, parseContext } from './session/propagation.ts';
