import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { withNodeErrors } from './api/apiError';
import { createWebhooks, removeWebhooks, webhooksExist } from './mailingTrigger/lifecycle';
import { mailingProperties } from './mailingTrigger/description';
import { receiveMailingEvent } from './mailingTrigger/receive';
import { listSearch } from './methods/listSearch';

/** Starts a workflow when something happens to a mailing: receives Marketing Suite Webhooks. */
export class CopernicaMailingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Copernica Mailing Trigger',
		name: 'copernicaMailingTrigger',
		icon: { light: 'file:copernica.svg', dark: 'file:copernica.dark.svg' },
		group: ['trigger'],
		// Like the Copernica Trigger, with which it shares its options: n8n is slower with version 1.
		version: [2.1],
		subtitle: '={{ ($parameter["events"] || []).join(", ") }}',
		description:
			'Starts the workflow when someone opens a mailing, clicks in it or unsubscribes, or when it bounces',
		eventTriggerDescription: 'Waiting for Copernica to call the test URL',
		activationMessage:
			'Your Copernica Mailing Trigger now starts the workflow at each event. Copernica only calls domains that you have validated in Marketing Suite.',
		defaults: { name: 'Copernica Mailing Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'copernicaApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Must be set: n8n would otherwise answer with the name of its default instead of our
				// `webhookResponse`.
				responseData: '',
				path: 'webhook',
				ndvHideUrl: true,
			},
		],
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'<b>To test</b>, execute this step, then open or click a test mailing within two minutes. <b>For production</b>, publish the workflow. No calls? The domain of this n8n must be validated in Marketing Suite by a TXT record.',
				active:
					'<b>To test</b>, execute this step, then open or click a test mailing within two minutes. <b>The production URL already works</b>, because the workflow is published. No calls? The domain of this n8n must be validated in Marketing Suite by a TXT record.',
			},
			activationHint:
				'Once you have finished building the workflow, <a data-key="activate">publish</a> it: this adds the Webhooks in Copernica.',
		},
		properties: mailingProperties,
	};

	methods = { listSearch };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(this.getNode(), async () => await webhooksExist(this));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await withNodeErrors(this.getNode(), async () => await createWebhooks(this));
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await removeWebhooks(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveMailingEvent(this);
	}
}
