import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether a raw parameter holds an expression anywhere. n8n marks them with a leading "=". */
function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return raw !== null && typeof raw === 'object' && Object.values(raw).some(hasExpression);
}

/** A parameter to read. */
export interface Parameter {
	name: string;
	/** As the form shows it. */
	label: string;
	fallback: unknown;
}

/** Takes the label of a setting that gives nothing usable for the item that is read. */
export type Refuse = (label: string) => void;

/**
 * A reader for a parameter that may differ between items. One without an expression is the same for all, so it is
 * read once and not once per item.
 *
 * An expression that cannot be evaluated ends the run, as n8n does it. While the node continues on fail it is refused
 * for its item only: thrown out of the node, n8n would put all items on the first output as they came in.
 */
export function itemParameter(
	context: IExecuteFunctions,
	{ name, label, fallback }: Parameter,
): (itemIndex: number, refuse: Refuse) => unknown {
	const raw: unknown = context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
	const varies = hasExpression(raw);
	let only: { value: unknown } | undefined;
	const evaluate = (itemIndex: number): unknown => {
		const value: unknown = context.getNodeParameter(name, itemIndex, fallback);
		if (!varies) only = { value };
		return value;
	};
	return (itemIndex, refuse) => {
		if (only !== undefined) return only.value;
		if (!context.continueOnFail()) return evaluate(itemIndex);
		try {
			return evaluate(itemIndex);
		} catch {
			refuse(label);
			return fallback;
		}
	};
}

/** What settings give for an item, or the label of the first one that gives nothing usable. */
export type SettingsRead<T> = { ok: true; value: T } | { ok: false; label: string };

/** Reads settings of one item. */
export function readSettings<T>(read: (refuse: Refuse) => T): SettingsRead<T> {
	const refused: string[] = [];
	const value = read((label) => {
		refused.push(label);
	});
	const [label] = refused;
	return label === undefined ? { ok: true, value } : { ok: false, label };
}
