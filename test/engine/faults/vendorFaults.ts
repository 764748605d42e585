import type { ActivateQuirks } from '../../../sandbox/activate/quirks';
import type { FaultRuleInput } from '../../../sandbox/faults';

/** Everything that the vendors and the network between are made to do wrong, as data. */

type Fault = FaultRuleInput['fault'];
type RetryAfter = Extract<Fault, { kind: 'status' }>['retryAfter'];

/** Where requests go instead of to the vendor. */
export type Detour = 'tls' | 'dns' | 'refused';

export interface VendorFault {
	name: string;
	rule?: FaultRuleInput;
	/** Shape of the answers of Activate. */
	quirks?: Partial<ActivateQuirks>;
	/** Two rows that only the vendor finds fault with. */
	badRows?: boolean;
	detour?: Detour;
	/** Answers too late for the client, so waits are real. */
	late?: boolean;
}

const status = (code: number, retryAfter: RetryAfter = 'none', body: 'json' | 'html' = 'json') =>
	({ kind: 'status', status: code, retryAfter, body }) as const;

const answers: Array<[name: string, fault: Fault]> = [
	['429, Retry-After 3 seconds', status(429, { seconds: 3 })],
	['429, Retry-After a date', status(429, { dateInSeconds: 20 })],
	['429, no Retry-After', status(429)],
	['429, absurd Retry-After', status(429, 'absurd')],
	['500', status(500)],
	['502', status(502)],
	['503 as a web page', status(503, 'none', 'html')],
	['503 with Retry-After', status(503, { seconds: 1 })],
	['504', status(504)],
	['401', status(401)],
	['403', status(403)],
	['404', status(404)],
	['an empty 500', { kind: 'status', status: 500, body: 'empty' }],
	['cut before the request was read', { kind: 'cut-before' }],
	['cut after the request was carried out', { kind: 'cut-after' }],
	['half an answer', { kind: 'truncated' }],
];

const frequencies: Array<[when: string, rule: Omit<FaultRuleInput, 'fault'>]> = [
	['once', { times: 1 }],
	['every 2nd request', { every: 2 }],
	['always', {}],
];

/** Faults of an answer, for calls whose path holds `path`. */
function answerFaults(path: string): VendorFault[] {
	return answers.flatMap(([name, fault]) =>
		frequencies.map(([when, rule]) => ({
			name: `${name}, ${when}`,
			rule: { ...rule, fault, path },
		})),
	);
}

const network: VendorFault[] = [
	{ name: 'TLS: the server speaks none', detour: 'tls' },
	{ name: 'DNS: the name does not exist', detour: 'dns' },
	{ name: 'nobody listens', detour: 'refused' },
];

const errorForms = [
	'strings',
	'objects',
	'objects-with-index',
	'keyed-by-index',
	'single-string',
	'unspecific',
] as const;
const badEventWays = ['400-partial', '400-all', '200-with-errors'] as const;

/** What Spotler Activate can do. */
export const activateFaults: VendorFault[] = [
	{ name: 'none' },
	...answerFaults('track'),
	...network,
	{
		name: 'slower than the time-out, always',
		rule: { fault: { kind: 'slow', delayMs: 300 }, path: 'track' },
		late: true,
	},
	...(['empty', 'empty-object', 'not-json', 'created-updated'] as const).map((successBody) => ({
		name: `2xx whose body is ${successBody}`,
		quirks: { successBody },
	})),
	...badEventWays.flatMap((badEvents) =>
		errorForms.map((errorsForm) => ({
			name: `two bad rows, ${badEvents}, named as ${errorsForm}`,
			quirks: { badEvents, errorsForm },
			badRows: true,
		})),
	),
	{ name: 'takes fewer events at once', quirks: { maximumEvents: 1 } },
];

/** What Copernica's REST API can do. */
export const copernicaFaults: VendorFault[] = [
	{ name: 'none' },
	...answerFaults('/v4/'),
	{ name: 'sign-in 503, once', rule: { fault: status(503), path: 'authenticate', times: 1 } },
	{ name: 'sign-in 401, always', rule: { fault: status(401), path: 'authenticate' } },
	...network,
	{ name: 'slow, always', rule: { fault: { kind: 'slow', delayMs: 20 }, path: '/v4/' } },
];
