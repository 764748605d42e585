import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { outputs, properties, run } from './actions/router';
import { methods } from './methods';
import { hints, subtitle } from './shared/appearance';
import { CURRENT_VERSION } from './shared/version';

/** Prepares profiles for Spotler Activate, sends them, tracks events, and reads profiles back. */
export class SpotlerActivate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Spotler Activate',
		name: 'spotlerActivate',
		icon: { light: 'file:spotlerActivate.svg', dark: 'file:spotlerActivate.dark.svg' },
		group: ['output'],
		version: [1, 1.1],
		defaultVersion: CURRENT_VERSION,
		subtitle,
		description:
			'Keep profiles, consents and events in Spotler Activate (formerly Squeezely) up to date',
		defaults: { name: 'Spotler Activate' },
		inputs: [NodeConnectionTypes.Main],
		outputs,
		usableAsTool: true,
		hints,
		credentials: [
			{
				name: 'spotlerActivateApi',
				required: true,
				// `hide` and not `show`: the editor would take Operation for the choice of the sign-in, hide it and reset it
				// (docs/vendors/n8n.md#33-credentials-in-the-form).
				displayOptions: { hide: { operation: ['normalise', 'filter'] } },
			},
			{
				// Only to offer the real fields of the database in the mapping.
				name: 'copernicaApi',
				required: false,
				displayOptions: { show: { operation: ['normalise'], fieldList: ['copernica'] } },
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Profile', value: 'profile' },
					{ name: 'Event', value: 'event' },
				],
				default: 'profile',
			},
			...properties,
		],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
