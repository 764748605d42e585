import type { Field, Values } from './model';

/**
 * What selectors look at: the fields plus the specials `id`, `code`, `modified`
 * (docs/vendors/copernica.md#36-selectors).
 */
export interface Selectable {
	id: number;
	secret: string;
	modified: string;
	fields: Values;
}

export interface Selector {
	name: string;
	/** A property of the entry (`id`, `code`, `modified`) rather than a field. */
	special: boolean;
	operator: '==' | '!=' | '<>' | '<' | '>' | '<=' | '>=' | '=~' | '!~';
	value: string;
}

const specials = ['id', 'code', 'modified'];
const pattern = /^(.*?)(==|!=|<>|<=|>=|=~|!~|<|>)(.*)$/s;

/**
 * Reads `name<op>value`. Blanks are kept: one before the operator is part of the name, one after it part of the
 * value (docs/vendors/copernica.md#36-selectors).
 *
 * @returns null where there is no operator, or no such field
 */
export function readSelector(
	text: string,
	fieldNamed: (name: string) => Field | null,
): Selector | null {
	const match = pattern.exec(text);
	if (match === null) return null;
	const [, name = '', operator = '', value = ''] = match;
	const field = fieldNamed(name);
	// A field called `modified` shadows the property (docs/vendors/copernica.md#4-quirks).
	const known = field?.name ?? (specials.includes(name) ? name : null);
	if (known === null) return null;
	return { name: known, special: field === null, operator: operators[operator] ?? '==', value };
}

const operators: Record<string, Selector['operator']> = {
	'==': '==',
	'!=': '!=',
	'<>': '<>',
	'<': '<',
	'>': '>',
	'<=': '<=',
	'>=': '>=',
	'=~': '=~',
	'!~': '!~',
};

function valueOf(entry: Selectable, { name, special }: Selector): string {
	if (!special) return entry.fields[name] ?? '';
	if (name === 'id') return String(entry.id);
	return name === 'code' ? entry.secret : entry.modified;
}

function like(text: string, mask: string): boolean {
	const source = mask
		.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
		.replace(/%/g, '.*')
		.replace(/_/g, '.');
	return new RegExp(`^${source}$`, 'is').test(text);
}

function compare(left: string, right: string): number {
	const numbers = [Number(left), Number(right)];
	if (left !== '' && right !== '' && numbers.every((number) => !Number.isNaN(number)))
		return Number(left) - Number(right);
	if (left === right) return 0;
	return left < right ? -1 : 1;
}

/** Whether an entry meets a selector; `ignoreCase` goes for `==`, `!=` and `<>` (LIKE never minds the case). */
export function meets(entry: Selectable, selector: Selector, ignoreCase: boolean): boolean {
	const fold = (text: string) => (ignoreCase ? text.toLowerCase() : text);
	const value = valueOf(entry, selector);
	switch (selector.operator) {
		case '==':
			return fold(value) === fold(selector.value);
		case '!=':
		case '<>':
			return fold(value) !== fold(selector.value);
		case '=~':
			return like(value, selector.value);
		case '!~':
			return !like(value, selector.value);
		case '<':
			return compare(value, selector.value) < 0;
		case '>':
			return compare(value, selector.value) > 0;
		case '<=':
			return compare(value, selector.value) <= 0;
		case '>=':
			return compare(value, selector.value) >= 0;
	}
}
