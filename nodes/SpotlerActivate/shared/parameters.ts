import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether a raw parameter holds an expression anywhere. n8n marks them with a leading "=". */
function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	return raw !== null && typeof raw === 'object' && Object.values(raw).some(hasExpression);
}

/**
 * A reader for a parameter that may differ between items. One without an expression is the same for all, so it is
 * read once and not once per item.
 */
export function itemParameter(
	context: IExecuteFunctions,
	name: string,
	fallback: unknown,
): (itemIndex: number) => unknown {
	const raw: unknown = context.getNodeParameter(name, 0, fallback, { rawExpressions: true });
	if (hasExpression(raw)) return (itemIndex) => context.getNodeParameter(name, itemIndex, fallback);
	const value: unknown = context.getNodeParameter(name, 0, fallback);
	return () => value;
}
