export { PUBLIC_URL } from './additionalData';
export { TestCredentials, type CredentialValues } from './credentials';
export { testCredential } from './credentialTest';
export {
	holdSleeps,
	packageName,
	skipSleeps,
	source,
	startLog,
	until,
	type LogLine,
} from './host.cjs';
export { lifecycle, type Lifecycle, type LifecycleOptions } from './lifecycle';
export { nodeMethods, type MethodOptions } from './nodeMethods';
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
export { PAYLOAD_SIZE_MAX, type StartedExecution } from './receive/webhookServer';
export { runNode, type NodeRun, type NodeRunOptions } from './runNode';
export { runWorkflow, type FlowNode, type FlowOptions, type FlowRun } from './runWorkflow';
export { nodeStaticData, TRIGGER_NAME, WEBHOOK_ID, type TriggerOptions } from './triggerWorkflow';
export { sandboxCredentials } from './sandboxCredentials';
