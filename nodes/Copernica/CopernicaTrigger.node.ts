import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { withNodeErrors } from './api/apiError';
import { listSearch } from './methods/listSearch';
import { loadOptions } from './methods/loadOptions';
import { properties } from './trigger/description';
import { checkExists, create, unregister } from './trigger/lifecycle';
import { receive } from './trigger/receive';

/** Starts a workflow when a profile or subprofile changes in Copernica: receives the legacy callback. */
export class CopernicaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Copernica Trigger',
		name: 'copernicaTrigger',
		icon: { light: 'file:copernica.svg', dark: 'file:copernica.dark.svg' },
		group: ['trigger'],
		// Starts at 2: with version 1, n8n evaluates an expression and parses the body on every call.
		version: [2, 2.1],
		defaultVersion: 2.1,
		// $parameter itself gives only the ID of what was chosen from a list; its JSON has the name too.
		subtitle:
			'={{ (JSON.parse(JSON.stringify($parameter))[$parameter["source"]]?.cachedResultName || $parameter["source"]) + ($parameter["source"] === "audience" ? " of Activate" : " · " + ($parameter["actions"]?.length === 3 ? "all actions" : $parameter["actions"]?.join(", "))) }}',
		description: 'Starts the workflow when a profile or subprofile changes in Copernica',
		eventTriggerDescription: 'Waiting for Copernica to call the test URL',
		activationMessage: 'Your Copernica Trigger now starts the workflow at each callback.',
		defaults: { name: 'Copernica Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				// Not in manual mode, which needs none. If every choice of a parameter had a credential, the editor
				// would also take it for a sign-in method and hide it.
				name: 'copernicaApi',
				required: true,
				displayOptions: { show: { registration: ['automatic'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Must be set: n8n would otherwise answer with the name of its default instead of our
				// `webhookResponse`.
				responseData: '',
				path: 'webhook',
				// Only the editor reads this, so it costs calls nothing.
				ndvHideUrl: '={{ $parameter["registration"] === "automatic" }}',
			},
		],
		hints: [
			{
				// Only shown in manual mode: automatic registration adds and removes the test URL by itself.
				message:
					'<b>Execute step</b> listens on the <b>Test URL</b> for two minutes. Copernica calls it only if you add that URL in Publisher too; remove it after the test. The <b>Production URL</b> works once this workflow is published.',
				type: 'info',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
				displayCondition: '={{ $parameter["registration"] === "manual" }}',
			},
		],
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'Callbacks have two URLs: one for testing, one for production. <b>To test</b>, execute this step, then change a record in Copernica within two minutes (in manual mode, add the test URL in Publisher first). The first callback ends the test. <b>For production</b>, publish the workflow: executions then run in the background and show up in the executions list.',
				active:
					'Callbacks have two URLs: one for testing, one for production. <b>To test</b>, execute this step, then change a record in Copernica within two minutes. <b>The production URL already works</b>, because the workflow is published: its executions run in the background and show up in the <a data-key="executions">executions list</a>.',
			},
			activationHint:
				'Once you have finished building the workflow, <a data-key="activate">publish</a> it: in automatic mode this adds the callback in Copernica.',
		},
		properties,
	};

	methods = { listSearch, loadOptions };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(this.getNode(), async () => await checkExists(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(this.getNode(), async () => await create(this));
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unregister(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
