import { z } from 'zod';
import { emptyAnswer, jsonAnswer, textAnswer, type Answer } from './http/answer';

const retryAfterSchema = z.union([
	z.enum(['none', 'absurd']),
	z.object({ seconds: z.number().nonnegative() }).strict(),
	z.object({ dateInSeconds: z.number() }).strict(),
]);

/** What goes wrong. `cut-before`: dropped unread; `cut-after` and `truncated`: carried out, but the answer is lost. */
const faultSchema = z.discriminatedUnion('kind', [
	z
		.object({
			kind: z.literal('status'),
			status: z.number().int().min(300).max(599),
			retryAfter: retryAfterSchema.default('none'),
			/**
			 * `html` is the load balancer's page that real clients met
			 * (docs/vendors/copernica.md#32-requests-and-answers).
			 */
			body: z.enum(['json', 'html', 'empty']).default('json'),
		})
		.strict(),
	z
		.object({
			kind: z.literal('redirect'),
			to: z.string().url(),
			status: z.number().int().min(300).max(399).default(302),
		})
		.strict(),
	z
		.object({
			kind: z.literal('slow'),
			delayMs: z.number().int().positive().max(600_000),
			/** A random time from here to `delayMs`; without it always `delayMs`. */
			fromMs: z.number().int().nonnegative().optional(),
		})
		.strict(),
	z.object({ kind: z.literal('cut-before') }).strict(),
	z.object({ kind: z.literal('cut-after') }).strict(),
	z.object({ kind: z.literal('truncated') }).strict(),
]);
export type Fault = z.infer<typeof faultSchema>;

/** A switch: which fault, for which calls, how often. Without `times` and `every`: until it is switched off. */
export const faultRuleSchema = z
	.object({
		fault: faultSchema,
		/** The next n matching calls. */
		times: z.number().int().positive().optional(),
		/** Every nth matching call. */
		every: z.number().int().positive().optional(),
		/** Only paths that contain this text. */
		path: z.string().optional(),
		/** Only this HTTP method. */
		method: z.string().toUpperCase().optional(),
	})
	.strict();
type FaultRule = z.infer<typeof faultRuleSchema>;
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

interface ActiveRule extends FaultRule {
	id: number;
	seen: number;
	used: number;
}

/** The faults that are switched on for one of the two vendors. */
export class FaultRegistry {
	private rules: ActiveRule[] = [];
	private lastId = 0;

	/**
	 * Switches a fault on.
	 *
	 * @returns its id, for {@link remove}
	 * @throws ZodError for a rule that does not fit {@link faultRuleSchema}
	 */
	add(rule: FaultRuleInput): number {
		this.lastId += 1;
		this.rules.push({ ...faultRuleSchema.parse(rule), id: this.lastId, seen: 0, used: 0 });
		return this.lastId;
	}

	/** Switches one fault off; false when it is not on. */
	remove(id: number): boolean {
		const before = this.rules.length;
		this.rules = this.rules.filter((rule) => rule.id !== id);
		return this.rules.length < before;
	}

	clear(): void {
		this.rules = [];
	}

	list(): ReadonlyArray<Readonly<ActiveRule>> {
		return this.rules;
	}

	/** The fault that is due for this call, or null; counts the call. The first rule that is due wins. */
	take(method: string, path: string): Fault | null {
		let due: Fault | null = null;
		for (const rule of this.rules) {
			if (rule.method !== undefined && rule.method !== method) continue;
			if (rule.path !== undefined && !path.includes(rule.path)) continue;
			if (due !== null) continue;
			rule.seen += 1;
			if (rule.every !== undefined && rule.seen % rule.every !== 0) continue;
			rule.used += 1;
			due = rule.fault;
		}
		this.rules = this.rules.filter((rule) => rule.times === undefined || rule.used < rule.times);
		return due;
	}
}

function retryAfterHeader(retryAfter: z.infer<typeof retryAfterSchema>): Record<string, string> {
	if (retryAfter === 'none') return {};
	if (retryAfter === 'absurd') return { 'Retry-After': '99999999999' };
	if ('seconds' in retryAfter) return { 'Retry-After': String(retryAfter.seconds) };
	const at = new Date(Date.now() + retryAfter.dateInSeconds * 1000);
	return { 'Retry-After': at.toUTCString() };
}

const statusTexts: Record<number, string> = {
	401: 'Unauthorized',
	403: 'Forbidden',
	429: 'Too Many Requests',
	500: 'Internal Server Error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
	504: 'Gateway Timeout',
};

/** The answer that takes the place of the real one; null for faults that let the call through. */
export function faultAnswer(fault: Fault): Answer | null {
	if (fault.kind === 'redirect') return emptyAnswer(fault.status, { Location: fault.to });
	if (fault.kind !== 'status') return null;
	const text = statusTexts[fault.status] ?? 'Sandbox fault';
	const headers = retryAfterHeader(fault.retryAfter);
	if (fault.body === 'empty') return emptyAnswer(fault.status, headers);
	if (fault.body === 'json') return jsonAnswer(fault.status, { error: { message: text } }, headers);
	const page = textAnswer(
		fault.status,
		`<html><body><h1>${fault.status} ${text}</h1>\nNo server is available to handle this request.\n</body></html>\n`,
		'text/html',
	);
	return { ...page, headers: { ...page.headers, ...headers } };
}
