export type { BridgeOptions } from './bridge.ts';
export { type BridgeFollower, type FollowBridgeOptions, followBridge } from './follow-bridge.ts';
export type { HostEvent, HostMapper, HostStream, StreamMapper } from './host-mapper.ts';
export type { ProcessInfo, StreamInfo } from './protocol/stream-info.ts';
export type { BridgeProgress, BridgeReport, StreamReport, StreamState } from './report.ts';
export { type TakeInOptions, takeIn } from './take-in.ts';
