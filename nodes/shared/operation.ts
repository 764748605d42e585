import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Row } from './rows';

/** An operation of a node: its fields in the form, its outputs, and what it does with all items of a run. */
export interface Operation {
	/** Fields of the form. The router only shows them for this operation. */
	fields: INodeProperties[];
	/** Names of the outputs, in order; the second one takes what cannot go on. An empty name is not shown. */
	outputs: readonly string[];
	/** One more output, present only while an option of the operation is on. */
	optionalOutput?: { readonly name: string; readonly option: string };
	/** @returns the rows of each item, in order */
	run: (context: IExecuteFunctions, items: INodeExecutionData[]) => Promise<Row[][]>;
}

/** The operations of a resource by their value in the form, and the field to choose one. */
export interface Resource {
	operationField: INodeProperties;
	operations: Record<string, Operation>;
}
