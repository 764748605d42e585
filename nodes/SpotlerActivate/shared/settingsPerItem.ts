import type { IExecuteFunctions, NodeParameterValueType } from 'n8n-workflow';

/** A parameter to read: its path, and its value while the form does not show it. */
export interface ParameterSpec {
	readonly path: string;
	readonly fallback: NodeParameterValueType;
	/** Replaces raw texts that look like expressions but mean plain ones; returns undefined for all others. */
	readonly plain?: (raw: string) => string | undefined;
}

/** Whether a raw parameter holds an expression anywhere; n8n marks them with a leading "=". */
function hasExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return value !== null && typeof value === 'object' && Object.values(value).some(hasExpression);
}

/** The evaluated value, but with the plain text wherever the raw value means one. */
function overlay(
	raw: unknown,
	evaluated: unknown,
	plain: NonNullable<ParameterSpec['plain']>,
): unknown {
	if (typeof raw === 'string') return plain(raw) ?? evaluated;
	if (raw === null || typeof raw !== 'object') return evaluated;
	const values = new Map<string, unknown>(
		evaluated !== null && typeof evaluated === 'object' ? Object.entries(evaluated) : [],
	);
	if (Array.isArray(raw)) {
		return raw.map((entry: unknown, index) => overlay(entry, values.get(String(index)), plain));
	}
	return Object.fromEntries(
		Object.entries(raw).map(([key, entry]) => [key, overlay(entry, values.get(key), plain)]),
	);
}

/** How many different settings one run keeps compiled. */
const COMPILED_TO_KEEP = 50;

/**
 * Reads settings per item at the cost of reading them once: n8n copies and resolves the whole value on each
 * `getNodeParameter`, so only parameters that hold an expression are read for every item, and equal settings are
 * compiled once.
 *
 * @param specs the parameters
 * @param compile makes a result from the values, keyed by path; may throw
 * @returns what `compile` made for an item; throws what `compile` or an expression throws
 */
export function settingsPerItem<T>(
	context: IExecuteFunctions,
	specs: readonly ParameterSpec[],
	compile: (values: ReadonlyMap<string, unknown>, itemIndex: number) => T,
): (itemIndex: number) => T {
	const fixed = new Map<string, unknown>();
	const varying: Array<{ spec: ParameterSpec; raw: unknown }> = [];
	for (const spec of specs) {
		const raw: unknown = context.getNodeParameter(spec.path, 0, spec.fallback, {
			rawExpressions: true,
		});
		const withPlain = spec.plain === undefined ? raw : overlay(raw, raw, spec.plain);
		if (hasExpression(withPlain)) varying.push({ spec, raw });
		else fixed.set(spec.path, withPlain);
	}
	if (varying.length === 0) {
		let only: { made: T } | undefined;
		return (itemIndex) => {
			only ??= { made: compile(fixed, itemIndex) };
			return only.made;
		};
	}
	const compiled = new Map<string, T>();
	return (itemIndex) => {
		const values = new Map(fixed);
		for (const { spec, raw } of varying) {
			const evaluated: unknown = context.getNodeParameter(spec.path, itemIndex, spec.fallback, {
				skipValidation: true,
			});
			values.set(
				spec.path,
				spec.plain === undefined ? evaluated : overlay(raw, evaluated, spec.plain),
			);
		}
		const key = JSON.stringify(varying.map(({ spec }) => values.get(spec.path)));
		const known = compiled.get(key);
		if (known !== undefined) return known;
		const made = compile(values, itemIndex);
		if (compiled.size >= COMPILED_TO_KEEP) compiled.clear();
		compiled.set(key, made);
		return made;
	};
}

/** A parameter that is read separately, with its label for a row that it spoils. */
interface Parameter {
	name: string;
	/** As shown in the form. */
	label: string;
	fallback: unknown;
}

/** Gets the label of a setting that gives nothing usable for the current item. */
export type Refuse = (label: string) => void;

/**
 * A reader for a parameter that may differ between items. One without an expression is the same for all, so it is only
 * read once.
 *
 * An expression that cannot be evaluated ends the run, as usual in n8n. If the node continues on fail, only its item is
 * refused: if the node threw, n8n would put all items on the first output as they came in.
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

/** The settings of an item, or the label of the first one that gives nothing usable. */
export type SettingsRead<T> = { ok: true; value: T } | { ok: false; label: string };

/** Reads settings of one item. */
export function readItemSettings<T>(read: (refuse: Refuse) => T): SettingsRead<T> {
	const refused: string[] = [];
	const value = read((label) => {
		refused.push(label);
	});
	const [label] = refused;
	return label === undefined ? { ok: true, value } : { ok: false, label };
}
