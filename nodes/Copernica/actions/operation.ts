import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Row } from '../shared/rows';

/** An operation of the node: its fields in the form, and what it does with all items of a run. */
export interface Operation {
	description: INodeProperties[];
	/** @returns for each item, in order, the rows that it gave */
	execute: (context: IExecuteFunctions, items: INodeExecutionData[]) => Promise<Row[][]>;
}
