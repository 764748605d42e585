import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { properties, run } from './actions/router';
import { OUTPUTS } from './shared/rows';
import { listSearch } from './methods/listSearch';
import { loadOptions } from './methods/loadOptions';
import { resourceMapping } from './methods/resourceMapping';
import { selectionSearch } from './methods/selectionSearch';
import { templateSearch } from './methods/templateSearch';

/** Reads and writes Copernica, and completes changes that the Copernica Trigger received. */
export class Copernica implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Copernica',
		name: 'copernica',
		icon: { light: 'file:copernica.svg', dark: 'file:copernica.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ ({ addProfile: "Add Profile", check: "Check", delete: "Delete", get: "Get", getAll: "Get Many", getCollections: "Get Collections", getFields: "Get Fields", getStatistics: "Get Statistics", getUnsubscribes: "Get Unsubscribes", rebuild: "Rebuild", send: "Send", unsubscribe: "Unsubscribe", update: "Update", upsert: "Create or Update" })[$parameter["operation"]] + " · " + $parameter["resource"] }}',
		description: 'Read and write profiles and subprofiles in Copernica, and send mailings',
		defaults: { name: 'Copernica' },
		inputs: [NodeConnectionTypes.Main],
		// The same two for every operation: outputs that depend on a setting would need an expression, which costs n8n
		// an isolate per execution (docs/vendors/n8n.md#24-expressions-cost-an-isolate).
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: [...OUTPUTS],
		usableAsTool: true,
		credentials: [
			// Named like n8n names the other one: n8n calls a credential that all resources need just "Credential".
			{ name: 'copernicaApi', displayName: 'Credential for Copernica API', required: true },
			{
				name: 'spotlerActivateApi',
				required: false,
				displayOptions: { show: { resource: ['callback'], operation: ['check'] } },
			},
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Callback', value: 'callback' },
					{ name: 'Change', value: 'change' },
					{ name: 'Database', value: 'database' },
					{ name: 'Mailing', value: 'mailing' },
					{ name: 'Profile', value: 'profile' },
					{ name: 'Selection', value: 'selection' },
					{ name: 'Subprofile', value: 'subprofile' },
				],
				default: 'profile',
			},
			...properties,
		],
	};

	methods = {
		listSearch: { ...listSearch, ...selectionSearch, ...templateSearch },
		loadOptions,
		resourceMapping,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
