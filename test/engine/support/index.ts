export { PUBLIC_URL } from './additionalData';
export { testCredential } from './credentialTest';
export { holdSleeps, skipSleeps, until, type LogLine } from './host.cjs';
export { lifecycle, type Lifecycle, type LifecycleOptions } from './lifecycle';
export { nodeMethods } from './nodeMethods';
export { FEED_TYPE } from './nodeTypes';
export {
	receive,
	startReceiver,
	type Answer,
	type Call,
	type Received,
	type Receiver,
	type ReceiverOptions,
} from './receive/receiver';
export { poller, type Poller } from './poller';
export { runNode, type NodeRun, type NodeRunOptions } from './runNode';
export { runWorkflow, type FlowNode, type FlowRun } from './runWorkflow';
export { nodeStaticData, WEBHOOK_ID } from './triggerWorkflow';
export { sandboxCredentials } from './sandboxCredentials';
