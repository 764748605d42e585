import type {
	INodeType,
	INodeTypeDescription,
	INodeTypes,
	IDataObject,
	INodeExecutionData,
} from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { loadPackageNode, packageName } from './host.cjs';

/** Type name of the node that feeds items into a workflow under test. */
export const FEED_TYPE = 'engine-test.feed';

const passThrough = (name: string, inputs: INodeTypeDescription['inputs']): INodeType => ({
	description: {
		displayName: name,
		name,
		group: ['transform'],
		version: [1],
		description: 'Hands its items on unchanged',
		defaults: { name },
		inputs,
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
});

/** Stand-ins for the few nodes of n8n-nodes-base that flows need and that do nothing to their items. */
const STAND_INS: Record<string, () => INodeType> = {
	[FEED_TYPE]: () => passThrough('feed', []),
	'n8n-nodes-base.manualTrigger': () => passThrough('manualTrigger', []),
	'n8n-nodes-base.noOp': () => passThrough('noOp', ['main']),
};

/** What one run of a node's own `execute` gave back, before the engine completed or moved anything. */
export interface Returned {
	nodeType: string;
	outputs: INodeExecutionData[][];
}

/**
 * n8n's registry of node types for one test: this package's nodes (by short or full name), the stand-ins above and
 * the test's own nodes. Throws for any other type, naming it.
 */
export class TestNodeTypes implements INodeTypes {
	/** What `execute` of each node returned, in the order of the runs; see {@link Returned}. */
	readonly returned: Returned[] = [];

	private readonly loaded = new Map<string, INodeType>();

	constructor(private readonly own: Record<string, INodeType> = {}) {}

	/** The type name as a workflow carries it: a short name of this package gets the package's prefix. */
	fullName(name: string): string {
		if (name.includes('.') || name in this.own) return name;
		return `${packageName}.${name}`;
	}

	getByName(name: string): INodeType {
		return this.getByNameAndVersion(name);
	}

	getByNameAndVersion(name: string): INodeType {
		const known = this.loaded.get(name);
		if (known !== undefined) return known;
		const nodeType = this.watch(name, this.load(name));
		this.loaded.set(name, nodeType);
		return nodeType;
	}

	getKnownTypes(): IDataObject {
		return {};
	}

	private load(name: string): INodeType {
		const [prefix, shortName] = name.split('.');
		const found =
			this.own[name] ??
			STAND_INS[name]?.() ??
			(prefix === packageName && shortName !== undefined ? loadPackageNode(shortName) : undefined);
		if (found === undefined) throw new Error(`The engine tests know no node type "${name}"`);
		return found;
	}

	/**
	 * Records what `execute` returns. The engine fills in missing `pairedItem` keys where it can guess them, so a
	 * test of pairing has to look at what the node itself gave.
	 */
	private watch(name: string, nodeType: INodeType): INodeType {
		const execute = nodeType.execute;
		if (execute === undefined) return nodeType;
		const { returned } = this;
		const watched: INodeType = Object.create(nodeType);
		watched.execute = async function (...args) {
			const outputs = await execute.apply(this, args);
			if (Array.isArray(outputs)) returned.push({ nodeType: name, outputs: deepCopy(outputs) });
			return outputs;
		};
		return watched;
	}
}
