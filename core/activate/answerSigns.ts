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
/** Keys under which an answer counts the events that it took, or says whether it did. */
const TAKEN_KEYS = ['accepted', 'received', 'processed', 'queued'] as const;
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

/** Whether a text says that it did not go well; one that is not known says nothing. */
function deniesInWords(text: string): boolean {
	const plain = text.replace(/[_-]+/g, ' ').replace(NO_COMPLAINT, '');
	return DENIAL.test(text) || DENIAL_WORDS.test(plain);
}

/** Whether a value says no, as an answer to whether it went well. */
function isNo(value: unknown): boolean {
	if (typeof value === 'number') return value <= 0 || (value >= 400 && value < 600);
	return value === false || (typeof value === 'string' && deniesInWords(value));
}

/** Whether a value plainly says yes to it. */
function isYes(value: unknown): boolean {
	return (
		value === true ||
		value === 1 ||
		(typeof value === 'string' && /^\s*(true|ok|success)\s*$/i.test(value))
	);
}

/** Of a code, zero is how many APIs say that all is well. */
function isFaultCode(value: unknown): boolean {
	return value !== 0 && value !== '0' && isNo(value);
}

/**
 * Whether an answer counts fewer events than were sent as taken. Nobody can tell then which of them were not.
 *
 * @param content parsed JSON
 * @param count how many events the request had
 */
export function takesFewer(content: unknown, count: number, wrappers = MAX_WRAPPERS): boolean {
	if (!isObject(content) || Array.isArray(content)) return false;
	return (
		valuesOf(content, TAKEN_KEYS).some((value) => {
			const taken = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
			return typeof taken === 'number' && taken < count;
		}) || wrapped(content, wrappers).some((inner) => takesFewer(inner, count, wrappers - 1))
	);
}

/** Whether the answer as a whole says that it is no success; what single entries and errors say is no matter here. */
export function denies(content: unknown, wrappers: number): boolean {
	// Some APIs answer with a list of results; whether it has all of them, in their order, is not known.
	if (Array.isArray(content)) return content.some((entry) => hasFailed(entry, wrappers));
	if (!isObject(content)) return isNo(content);
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

/**
 * Whether an object says no, apart from what it lists under {@link ERROR_KEYS}. Words only count where no outcome says
 * yes: a message may well speak of errors that there were not.
 */
function saysNo(content: object): boolean {
	const outcomes = valuesOf(content, OUTCOME_KEYS);
	const words = outcomes.some(isYes) ? [] : valuesOf(content, WORD_KEYS);
	return (
		outcomes.some(isNo) ||
		valuesOf(content, CODE_KEYS).some(isFaultCode) ||
		words.some((text) => typeof text === 'string' && deniesInWords(text)) ||
		valuesOf(content, TAKEN_KEYS).includes(false) ||
		otherComplaints(content).some((value) => !isNothing(value))
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
