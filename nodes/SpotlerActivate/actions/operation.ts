import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

/** An operation of the node: its fields in the form, and what it does with all items of a run. */
export interface Operation {
	/** Fields, already limited to the operation by their display rules. */
	description: INodeProperties[];
	/** @returns items per output */
	execute(this: IExecuteFunctions, items: INodeExecutionData[]): Promise<INodeExecutionData[][]>;
}
