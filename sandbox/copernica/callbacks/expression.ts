import { runApart } from './runApart.cjs';

/** Values that a condition works with. */
export type ConditionValue =
	| string
	| number
	| boolean
	| null
	| ConditionValue[]
	| { [key: string]: ConditionValue };
export type ConditionScope = Record<string, ConditionValue>;

/** Ends endless loops. Honest conditions take a few milliseconds. */
const timeLimitMs = 1_000;

/**
 * A script that sets the variables. They go in as text: an object of this process would lead a condition to `process`
 * through its constructor. Without a prototype, `profile.constructor` is a missing field.
 */
function variables(scope: ConditionScope): string {
	const text = JSON.stringify(JSON.stringify(scope));
	return `{
		const bare = (key, value) =>
			value === null || typeof value !== 'object' || Array.isArray(value)
				? value
				: Object.assign(Object.create(null), value);
		for (const [name, value] of Object.entries(JSON.parse(${text}, bare))) globalThis[name] = value;
	}`;
}

/**
 * Evaluates the condition of a callback: any JavaScript, of which the last statement decides. It sees the variables of the
 * scope and JavaScript's own objects, nothing of this process.
 *
 * @returns whether it holds; an empty condition always holds
 * @throws Error for a condition that fails or takes too long
 */
export function holds(expression: string, scope: ConditionScope): boolean {
	if (expression.trim() === '') return true;
	const outcome = runApart(variables(scope), expression, timeLimitMs);
	if ('fault' in outcome) throw new Error(outcome.fault);
	return outcome.truthy;
}
