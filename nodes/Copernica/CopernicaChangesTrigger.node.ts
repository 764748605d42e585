import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { withNodeErrors } from './api/apiError';
import { listSearch } from './methods/listSearch';
import { selectionSearch } from './methods/selectionSearch';
import { lookProperties } from './polling/description';
import { look } from './polling/look';

/** Starts a workflow with what changed in Copernica, by polling: needs no public address. */
export class CopernicaChangesTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Copernica Changes Trigger',
		name: 'copernicaChangesTrigger',
		icon: { light: 'file:copernica.svg', dark: 'file:copernica.dark.svg' },
		group: ['trigger'],
		version: [1],
		// $parameter itself gives only the ID of what was chosen from a list; its JSON has the name too.
		subtitle:
			'={{ JSON.parse(JSON.stringify($parameter))[$parameter["source"]]?.cachedResultName || $parameter["source"] }}',
		description:
			'Starts the workflow with profiles and subprofiles that were created or changed in Copernica since the last look',
		defaults: { name: 'Copernica Changes Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'copernicaApi', required: true }],
		properties: lookProperties,
	};

	methods = { listSearch: { ...listSearch, ...selectionSearch } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await withNodeErrors(this.getNode(), async () => await look(this));
	}
}
