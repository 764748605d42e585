import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { TestCredentials } from './credentials';

/** Where n8n seems to be reachable from outside, without a slash at the end: WEBHOOK_URL in a real set-up. */
export const PUBLIC_URL = 'https://n8n.example.com';

/** Everything that n8n's server hands to the engine besides the workflow; see `getBase` in n8n 2.41. */
export function additionalDataFor(
	credentials: TestCredentials,
	publicUrl = PUBLIC_URL,
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper: credentials,
		externalSecretsProxy: new ExternalSecretsProxy(),
		currentNodeExecutionIndex: 0,
		executionId: '1',
		restApiUrl: `${publicUrl}/rest`,
		instanceBaseUrl: `${publicUrl}/`,
		formBaseUrl: `${publicUrl}/form`,
		formWaitingBaseUrl: `${publicUrl}/form-waiting`,
		formTestBaseUrl: `${publicUrl}/form-test`,
		webhookBaseUrl: `${publicUrl}/webhook`,
		webhookWaitingBaseUrl: `${publicUrl}/webhook-waiting`,
		webhookTestBaseUrl: `${publicUrl}/webhook-test`,
		mcpBaseUrl: `${publicUrl}/mcp`,
		mcpTestBaseUrl: `${publicUrl}/mcp-test`,
		variables: {},
		logAiEvent: () => undefined,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: async () => {
			throw new Error('Sub-workflows are not part of the engine tests');
		},
		startRunnerTask: async () => {
			throw new Error('Task runners are not part of the engine tests');
		},
	};
}

/** Adds the real lifecycle hooks that `WorkflowExecute` calls during a run. */
export function withHooks(
	additionalData: IWorkflowExecuteAdditionalData,
	mode: WorkflowExecuteMode,
	workflow: Pick<IWorkflowBase, 'nodes' | 'connections'>,
): IWorkflowExecuteAdditionalData {
	const workflowData: IWorkflowBase = {
		id: 'workflow',
		name: 'Engine test',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		...workflow,
	};
	return Object.assign(additionalData, {
		hooks: new ExecutionLifecycleHooks(mode, '1', workflowData),
	});
}
