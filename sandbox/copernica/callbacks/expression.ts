/** Values an expression works with. */
export type Value =
	| string
	| number
	| boolean
	| null
	| undefined
	| Value[]
	| { [key: string]: Value };
export type Scope = Record<string, Value>;

interface Token {
	kind: 'number' | 'string' | 'name' | 'sign' | 'end';
	text: string;
}

const tokenPattern =
	/\s*(?:(\d+(?:\.\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,;[\]]))/y;

function tokens(text: string): Token[] {
	const found: Token[] = [];
	const source = text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trimEnd();
	tokenPattern.lastIndex = 0;
	while (tokenPattern.lastIndex < source.length) {
		const at = tokenPattern.lastIndex;
		const match = tokenPattern.exec(source);
		if (match === null) throw new SyntaxError(`Not understood at ${at}`);
		const [, number, string, name, sign] = match;
		if (number !== undefined) found.push({ kind: 'number', text: number });
		else if (string !== undefined)
			found.push({ kind: 'string', text: string.slice(1, -1).replace(/\\(.)/g, '$1') });
		else if (name !== undefined) found.push({ kind: 'name', text: name });
		else found.push({ kind: 'sign', text: sign ?? '' });
	}
	found.push({ kind: 'end', text: '' });
	return found;
}

type Evaluate = (scope: Scope) => Value;

const constants: Scope = { true: true, false: false, null: null, undefined };

const binary: Array<Record<string, (left: Value, right: Value) => Value>> = [
	{
		'==': looseEqual,
		'!=': (left, right) => !looseEqual(left, right),
		'===': (left, right) => left === right,
		'!==': (left, right) => left !== right,
	},
	{
		'<': (left, right) => order(left, right) < 0,
		'>': (left, right) => order(left, right) > 0,
		'<=': (left, right) => order(left, right) <= 0,
		'>=': (left, right) => order(left, right) >= 0,
	},
	{
		'+': (left, right) =>
			typeof left === 'number' && typeof right === 'number'
				? left + right
				: String(left) + String(right),
		'-': (left, right) => Number(left) - Number(right),
	},
	{
		'*': (left, right) => Number(left) * Number(right),
		'/': (left, right) => Number(left) / Number(right),
		'%': (left, right) => Number(left) % Number(right),
	},
];

const methods: Record<string, (text: string, argument: string) => Value> = {
	toLowerCase: (text) => text.toLowerCase(),
	toUpperCase: (text) => text.toUpperCase(),
	trim: (text) => text.trim(),
	indexOf: (text, argument) => text.indexOf(argument),
	includes: (text, argument) => text.includes(argument),
	startsWith: (text, argument) => text.startsWith(argument),
	endsWith: (text, argument) => text.endsWith(argument),
};

function looseEqual(left: Value, right: Value): boolean {
	if (left === null || left === undefined) return right === null || right === undefined;
	if (right === null || right === undefined) return false;
	if (typeof left === typeof right) return left === right;
	return Number(left) === Number(right);
}

function order(left: Value, right: Value): number {
	if (typeof left === 'string' && typeof right === 'string') {
		if (left === right) return 0;
		return left < right ? -1 : 1;
	}
	return Number(left) - Number(right);
}

function memberOf(value: Value, name: string): Value {
	if (typeof value === 'string') return name === 'length' ? value.length : undefined;
	if (Array.isArray(value)) return name === 'length' ? value.length : value[Number(name)];
	if (value === null || typeof value !== 'object') return undefined;
	return Object.hasOwn(value, name) ? value[name] : undefined;
}

class Parser {
	private at = 0;

	constructor(private readonly list: Token[]) {}

	/** Statements separated by `;`; the last one decides (copernica.md 1.5). */
	program(): Evaluate {
		let last: Evaluate = () => undefined;
		while (this.peek().kind !== 'end') {
			if (this.accept(';')) continue;
			last = this.ternary();
			if (this.peek().kind !== 'end') this.expect(';');
		}
		return last;
	}

	private ternary(): Evaluate {
		const test = this.either();
		if (!this.accept('?')) return test;
		const yes = this.ternary();
		this.expect(':');
		const no = this.ternary();
		return (scope) => (test(scope) ? yes(scope) : no(scope));
	}

	private either(): Evaluate {
		let left = this.both();
		while (this.accept('||')) {
			const [before, right] = [left, this.both()];
			left = (scope) => before(scope) || right(scope);
		}
		return left;
	}

	private both(): Evaluate {
		let left = this.level(0);
		while (this.accept('&&')) {
			const [before, right] = [left, this.level(0)];
			left = (scope) => before(scope) && right(scope);
		}
		return left;
	}

	private level(depth: number): Evaluate {
		const table = binary[depth];
		if (table === undefined) return this.unary();
		let left = this.level(depth + 1);
		for (;;) {
			const token = this.peek();
			const operation =
				token.kind === 'sign' && Object.hasOwn(table, token.text) ? table[token.text] : undefined;
			if (operation === undefined) return left;
			this.at += 1;
			const [before, right] = [left, this.level(depth + 1)];
			left = (scope) => operation(before(scope), right(scope));
		}
	}

	private unary(): Evaluate {
		if (this.accept('!')) {
			const value = this.unary();
			return (scope) => !value(scope);
		}
		if (this.accept('-')) {
			const value = this.unary();
			return (scope) => -Number(value(scope));
		}
		return this.member(this.primary());
	}

	private member(start: Evaluate): Evaluate {
		let value = start;
		for (;;) {
			const owner = value;
			if (this.accept('.')) {
				const name = this.name();
				value = this.accept('(') ? this.call(owner, name) : (scope) => memberOf(owner(scope), name);
			} else if (this.accept('[')) {
				const key = this.ternary();
				this.expect(']');
				value = (scope) => memberOf(owner(scope), String(key(scope)));
			} else return value;
		}
	}

	private call(owner: Evaluate, name: string): Evaluate {
		const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
		if (method === undefined) throw new SyntaxError(`${name}() is not known to the sandbox`);
		const argument = this.peek().text === ')' ? null : this.ternary();
		this.expect(')');
		return (scope) => method(String(owner(scope)), String(argument?.(scope) ?? ''));
	}

	private primary(): Evaluate {
		const token = this.peek();
		if (this.accept('(')) {
			const value = this.ternary();
			this.expect(')');
			return value;
		}
		this.at += 1;
		if (token.kind === 'number') return () => Number(token.text);
		if (token.kind === 'string') return () => token.text;
		if (token.kind !== 'name') throw new SyntaxError(`Not understood: ${token.text || 'end'}`);
		if (Object.hasOwn(constants, token.text)) return () => constants[token.text];
		return (scope) => (Object.hasOwn(scope, token.text) ? scope[token.text] : undefined);
	}

	private name(): string {
		const token = this.peek();
		if (token.kind !== 'name') throw new SyntaxError('A name is missing after the dot');
		this.at += 1;
		return token.text;
	}

	private peek(): Token {
		return this.list[this.at] ?? { kind: 'end', text: '' };
	}

	private accept(sign: string): boolean {
		const token = this.peek();
		if (token.kind !== 'sign' || token.text !== sign) return false;
		this.at += 1;
		return true;
	}

	private expect(sign: string): void {
		if (!this.accept(sign)) throw new SyntaxError(`${sign} is missing`);
	}
}

/**
 * Evaluates the condition of a callback: the part of JavaScript that conditions use (literals, names, members,
 * comparison, logic, arithmetic, `? :`, a few text methods, statements of which the last decides). No access to
 * anything but the scope.
 *
 * @returns whether it holds; an empty condition always holds
 * @throws SyntaxError for what the sandbox does not know
 */
export function holds(expression: string, scope: Scope): boolean {
	if (expression.trim() === '') return true;
	return Boolean(new Parser(tokens(expression)).program()(scope));
}
