import { isNothing } from './answerErrors';

/** Keys under which an answer says how it went. All keys are compared without case, blanks, hyphens and underscores. */
const OUTCOME_KEYS = [
	'success',
	'successful',
	'ok',
	'status',
	'statuscode',
	'httpstatus',
	'httpcode',
	'state',
	'outcome',
	'verified',
	'valid',
] as const;
/** Under these a zero says that nothing went wrong. */
const CODE_KEYS = ['code', 'resultcode', 'responsecode'] as const;
/** Keys under which an answer counts what it took, or says that it did. */
const TAKEN_KEYS = [
	'accepted',
	'received',
	'processed',
	'stored',
	'saved',
	'inserted',
	'imported',
	'queued',
] as const;
/** As {@link TAKEN_KEYS}, but they count contacts, of which there may be fewer than events. */
const CONTACT_KEYS = ['created', 'updated'] as const;
/** Keys under which an answer says in words what it has to say. */
const WORD_KEYS = ['message', 'msg', 'detail', 'description', 'title', 'reason', 'info', 'text'];
/** Keys under which an answer lists what it complains of. */
export const ERROR_KEYS = [
	'errors',
	'error',
	'failed',
	'failures',
	'rejected',
	'exception',
	'fault',
] as const;
/** Other keys that complain when they hold anything, such as `hasErrors`, `error_count` or `skipped`. */
const COMPLAINT =
	/^(?!no|without).*(^err|error|fail|reject|exception|(?<!de)fault|invalid|refus|den(y|ied)|problem|violation|skipp|ignored|dropp|discard|unauth|forbidden|unprocess|blocked|issues?$)/;

/** Keys under which an answer may hold what it has to say. */
const WRAPPERS = ['data', 'result', 'results', 'events', 'response'] as const;
/** How many wrappers within each other are looked into. */
export const MAX_WRAPPERS = 2;

/** A text that says that it did not go well. */
const DENIAL =
	/^\s*((false|no?|nok|ko|off|err|not[\s_-]?ok|unsuccessful|invalid|0+|-\d+)\s*$|[45]\d\d(\s|$)|error|fail|denied|partial|refused|rejected)/i;
/** Words by which a longer text says so. */
const DENIAL_WORDS =
	/\b(un(authori[sz]ed|authenticated|available|successful|supported|known|able)|forbidden|denied|refused|rejected|invalid|errors?|fail(s|ed|ures?)?|exceptions?|expired|exceeded|missing|required|wrong|bad request|time(d )?out|throttled|blocked|suspended|disabled|maintenance|could not|couldn.?t|can ?not|can.?t|not (ok|valid|found|allowed|permitted|authori[sz]ed|accepted|stored|processed|supported|successful|available))\b/i;
/** "No errors" and its like deny nothing. */
const NO_COMPLAINT = /\b(no|0|zero|without( any)?) (errors?|failures?|failed|exceptions?)\b/gi;

/** A text that says that it went well. */
const PRAISE =
	/\b(ok|okay|success(ful(ly)?)?|succeeded|accepted|received|queued|enqueued|stored|saved|processed|processing|created|updated|done|completed?|thanks?|verified)\b/i;
const PLAIN_YES = /^\s*(true|yes|y|on|1|2\d\d( \w+)?)\s*$/i;
const NEGATION = /\b(no|not|never|nothing|none|0|zero|without)\b|n't\b/i;

/** What a value says to the question whether it went well; `unclear` = something that nobody can tell. */
type Sign = 'yes' | 'no' | 'unclear' | 'nothing';

function signOfText(text: string): Sign {
	const plain = text.replace(/[_-]+/g, ' ').replace(NO_COMPLAINT, 'ok').trim();
	if (plain === '' || plain === 'null') return 'nothing';
	if (DENIAL.test(text) || DENIAL_WORDS.test(plain)) return 'no';
	if (PLAIN_YES.test(plain)) return 'yes';
	return PRAISE.test(plain) && !NEGATION.test(plain) ? 'yes' : 'unclear';
}

/** The sign of a value that answers whether it went well. */
function signOf(value: unknown): Sign {
	if (value === null || value === undefined) return 'nothing';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value === 'string') return signOfText(value);
	if (typeof value !== 'number') return 'unclear';
	if (isNo(value)) return 'no';
	return value === 1 || (value >= 200 && value < 300) ? 'yes' : 'unclear';
}

/** Of a code, zero is how some APIs say that all is well, and others nothing. */
function signOfCode(value: unknown): Sign {
	return value === 0 || value === '0' ? 'nothing' : signOf(value);
}

/** Of words, most say nothing to the question. */
function signOfWords(value: unknown): Sign {
	const sign = typeof value === 'string' ? signOfText(value) : 'nothing';
	return sign === 'unclear' ? 'nothing' : sign;
}

/** A text may be the number of what was taken. */
function signOfTaken(value: unknown, count: number): Sign {
	if (Array.isArray(value)) return signOfTaken(value.length, count);
	const taken = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	if (typeof taken !== 'number') return signOf(taken);
	if (taken === 0) return 'nothing';
	return taken >= count ? 'yes' : 'unclear';
}

/** All signs of an object but those of what it wraps. */
function signsOf(content: object, count: number): Sign[] {
	return [
		...valuesOf(content, OUTCOME_KEYS).map(signOf),
		...valuesOf(content, CODE_KEYS).map(signOfCode),
		...valuesOf(content, WORD_KEYS).map(signOfWords),
		...valuesOf(content, TAKEN_KEYS).map((value) => signOfTaken(value, count)),
		...valuesOf(content, CONTACT_KEYS).map((value) => signOfTaken(value, 1)),
		...[...valuesOf(content, ERROR_KEYS), ...otherComplaints(content)].map(
			(value): Sign => (isNothing(value) ? 'yes' : 'no'),
		),
	];
}

/**
 * Whether the body of a success says that the events were taken, so that silence about an error is not taken for one:
 * an empty body, an outcome, an empty list of errors, a count, or words. What it wraps may say so as well.
 *
 * @param content parsed JSON, or the text where it is none
 * @param count how many events the request had
 */
export function affirms(content: unknown, count: number, wrappers = MAX_WRAPPERS): boolean {
	if (content === null || content === undefined) return true;
	if (typeof content === 'number' && content === count) return true;
	if (!isObject(content)) return ['yes', 'nothing'].includes(signOf(content));
	if (Array.isArray(content)) return affirmsEach(content, count, wrappers);
	if (Object.keys(content).length === 0) return true;
	const signs = signsOf(content, count);
	if (signs.includes('no') || signs.includes('unclear')) return false;
	if (signs.includes('yes')) return true;
	return wrapped(content, wrappers).some(
		(inner) => !isEmpty(inner) && affirms(inner, count, wrappers - 1),
	);
}

/** A list of results speaks for the events when it has one for each. */
function affirmsEach(list: readonly unknown[], count: number, wrappers: number): boolean {
	if (list.length === 0) return true;
	return (
		list.length === count &&
		list.every((entry) =>
			isObject(entry)
				? !Array.isArray(entry) && !isEmpty(entry) && affirms(entry, 1, wrappers)
				: typeof entry !== 'number' && signOf(entry) === 'yes',
		)
	);
}

/** Empty wrappers say nothing: what they would have held is not there. */
function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	return isObject(value) && Object.keys(value).length === 0;
}

/** Whether the answer as a whole says that it is no success; what single entries and errors say is no matter here. */
export function denies(content: unknown, wrappers: number): boolean {
	// Some APIs answer with a list of results; whether it has all of them, in their order, is not known.
	if (Array.isArray(content)) return content.some((entry) => hasFailed(entry, wrappers));
	if (!isObject(content)) return signOf(content) === 'no';
	if (saysNo(content)) return true;
	return wrapped(content, wrappers).some((inner) => {
		if (Array.isArray(inner)) return false;
		// A number there is a count, or an id.
		if (!isObject(inner)) return typeof inner !== 'number' && isNo(inner);
		return (
			denies(inner, wrappers - 1) ||
			// Results by their names or numbers.
			Object.values(inner).some((entry) => isObject(entry) && saysNo(entry))
		);
	});
}

/** Whether an entry of a list of results says that it failed. */
export function hasFailed(entry: unknown, wrappers: number): boolean {
	if (Array.isArray(entry)) return entry.some((inner) => hasFailed(inner, wrappers));
	if (!isObject(entry)) return typeof entry !== 'number' && isNo(entry);
	return (
		saysNo(entry) ||
		valuesOf(entry, ERROR_KEYS).some((value) => !isNothing(value)) ||
		wrapped(entry, wrappers).some((inner) => hasFailed(inner, wrappers - 1))
	);
}

/** Whether an object says no, apart from what it lists under {@link ERROR_KEYS}. */
function saysNo(content: object): boolean {
	return (
		[
			...valuesOf(content, OUTCOME_KEYS).map(signOf),
			...valuesOf(content, CODE_KEYS).map(signOfCode),
			...valuesOf(content, WORD_KEYS).map(signOfWords),
			...valuesOf(content, TAKEN_KEYS).map((value) => signOfTaken(value, 0)),
		].includes('no') || otherComplaints(content).some((value) => !isNothing(value))
	);
}

/** What an object holds under other keys that complain than {@link ERROR_KEYS}. */
function otherComplaints(content: object): unknown[] {
	const entries: Array<[string, unknown]> = Object.entries(content);
	return entries.flatMap(([name, value]) => {
		const key = plainKey(name);
		return COMPLAINT.test(key) && !ERROR_KEYS.some((known) => known === key) ? [value] : [];
	});
}

/** Whether a value says no, as an answer to whether it went well; words that are not known say nothing. */
function isNo(value: unknown): boolean {
	if (typeof value === 'number') return value <= 0 || (value >= 400 && value < 600);
	return value === false || (typeof value === 'string' && DENIAL.test(value));
}

/** What an answer holds under the keys that wrap; nothing once that was looked into deeply enough. */
export function wrapped(content: object, wrappers: number): unknown[] {
	return wrappers > 0 ? valuesOf(content, WRAPPERS) : [];
}

/** The values of these keys, however they are written; in the order of `keys`. */
export function valuesOf(content: object, keys: readonly string[]): unknown[] {
	const entries: Array<[string, unknown]> = Object.entries(content);
	return keys.flatMap((wanted) =>
		entries.filter(([key]) => plainKey(key) === wanted).map(([, value]) => value),
	);
}

function plainKey(key: string): string {
	return key.toLowerCase().replace(/[\s_-]/g, '');
}

export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
