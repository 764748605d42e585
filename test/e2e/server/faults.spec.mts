import type { WorkflowFile } from '../../../scripts/host/api.mts';
import { credentialData, type Stage } from '../../../scripts/host/stage.mts';
import { expect, itemsOf, test } from '../support/fixtures.mts';

/** One thing that goes wrong between n8n and a vendor; the engine tests have all of them (docs/measured/faults.md). */
type FaultCase = {
	name: string;
	vendor?: 'activate' | 'copernica';
	rule?: Record<string, unknown>;
	quirks?: Record<string, unknown>;
	/** Where the credential leads instead of to Activate. */
	baseUrl?: (url: string) => string;
	event?: 'EmailOptIn';
	options?: Record<string, unknown>;
	/** Rows that the first run gets through. */
	accepted: number;
	/** Codes of rows on *Rejected*. Null: the run ends in a fault, or reads nothing, and is then run again. */
	codes: string[] | null;
	/** Rows that Activate has in the end; default: all but the bad ones. */
	stored?: number | 'unclear';
};

/** Eight profiles of the sandbox, and two with a value that only Activate finds fault with. */
const ROWS = 10;
const SPOILT = 2;
const FEW = 4;

const track = (fault: Record<string, unknown>, more: Record<string, unknown> = {}) =>
	({ vendor: 'activate', rule: { fault, path: 'track', ...more } }) as const;
const rest = (fault: Record<string, unknown>, more: Record<string, unknown> = {}) =>
	({ vendor: 'copernica', rule: { fault, path: '/v4/', ...more } }) as const;
const tooMany = { kind: 'status', status: 429, retryAfter: { seconds: 1 } };
const webPage = { kind: 'status', status: 503, body: 'html' };

const good = ROWS - SPOILT;
const refused = ['EVENT_REFUSED'];

const cases: FaultCase[] = [
	{ name: 'none, but for two bad rows', accepted: good, codes: refused },
	{
		name: 'bad rows answered 200 with errors',
		quirks: { badEvents: '200-with-errors', errorsForm: 'keyed-by-index' },
		accepted: good,
		codes: refused,
	},
	{
		name: 'bad rows, and the whole request refused',
		quirks: { badEvents: '400-all', errorsForm: 'unspecific' },
		accepted: good,
		codes: refused,
	},
	{
		name: '429 with a second to wait',
		...track(tooMany, { times: 1 }),
		accepted: good,
		codes: refused,
	},
	{ name: '503 as a web page, always', ...track(webPage), accepted: 0, codes: null },
	{ name: '401, always', ...track({ kind: 'status', status: 401 }), accepted: 0, codes: null },
	{
		name: 'cut before the request was read',
		...track({ kind: 'cut-before' }, { times: 1 }),
		accepted: good,
		codes: refused,
	},
	{
		name: 'cut after an opt-in was carried out',
		...track({ kind: 'cut-after' }, { times: 1 }),
		event: 'EmailOptIn',
		accepted: 0,
		codes: ['NOT_SENT', 'NO_ANSWER'],
		stored: 'unclear',
	},
	{
		name: 'half an answer to an opt-in',
		...track({ kind: 'truncated' }, { times: 1 }),
		event: 'EmailOptIn',
		accepted: 0,
		codes: ['NOT_SENT', 'NO_ANSWER'],
		stored: 'unclear',
	},
	{
		name: 'slower than the time-out',
		...track({ kind: 'slow', delayMs: 1_500 }),
		options: { timeout: 200, maxTries: 1 },
		accepted: 0,
		codes: null,
	},
	{
		name: 'no TLS where it should be',
		baseUrl: (url) => url.replace('http:', 'https:'),
		accepted: 0,
		codes: null,
	},
	{
		name: 'a name that does not exist',
		// A label of more than 63 characters cannot exist, so no name server is asked.
		baseUrl: () => `https://${'a'.repeat(64)}.example.com`,
		accepted: 0,
		codes: null,
	},
	{
		name: 'Copernica: 429 with a second to wait',
		...rest(tooMany, { times: 1 }),
		accepted: good,
		codes: refused,
	},
	{
		name: 'Copernica: half an answer',
		...rest({ kind: 'truncated' }, { times: 1 }),
		accepted: good,
		codes: refused,
	},
	{ name: 'Copernica: 503 as a web page, always', ...rest(webPage), accepted: 0, codes: null },
	{
		name: 'Copernica: cut before the request was read, always',
		...rest({ kind: 'cut-before' }),
		accepted: 0,
		codes: null,
	},
];

/** Read everything, prepare it, spoil what is marked, send it four at a time. */
function workflowFor({ event, options }: FaultCase): WorkflowFile {
	const node = (
		at: number,
		name: string,
		type: string,
		typeVersion: number,
		parameters: Record<string, unknown>,
	) => ({
		id: `00000000-0000-4000-8000-00000000000${at}`,
		name,
		type,
		typeVersion,
		position: [at * 200, 0] as [number, number],
		parameters,
	});
	const ours = 'n8n-nodes-copernica-spotler';
	const country = `={{ $json.profile.lastname === 'Spoilt' ? 'Holland' : 'NL' }}`;
	const nodes = [
		node(0, 'Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		node(1, 'Read', `${ours}.copernica`, 1, {
			resource: 'profile',
			operation: 'getAll',
			database: {},
			returnAll: true,
			output: 'change',
		}),
		node(2, 'Prepare', `${ours}.spotlerActivate`, 1, {
			resource: 'profile',
			operation: 'normalise',
			mapBy: 'knownNames',
			fieldList: 'typed',
		}),
		node(3, 'Spoil', 'n8n-nodes-base.set', 3.4, {
			assignments: {
				assignments: [{ id: 'country', name: 'profile.country', value: country, type: 'string' }],
			},
			includeOtherFields: true,
			options: {},
		}),
		node(4, 'Send', `${ours}.spotlerActivate`, 1, {
			resource: 'profile',
			operation: 'sync',
			event: event ?? 'automatic',
			options: { eventsPerRequest: FEW, maxTries: 2, ...options },
		}),
	];
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, at) => [
				nodes[at]?.name,
				{ main: [[{ node: name, type: 'main', index: 0 }]] },
			]),
	);
	return { name: 'Faults', nodes, connections };
}

async function run(stage: Stage, workflow: string): Promise<{ id: string; status: string }> {
	const id = await stage.api.runFrom(workflow, 'Start');
	const status = async () => await stage.api.executionStatus(id);
	await expect.poll(status, { intervals: [100] }).not.toMatch(/new|running|waiting/);
	return { id, status: await status() };
}

async function setActivate(stage: Stage, baseUrl?: (url: string) => string): Promise<void> {
	const data = credentialData(stage.sandbox).spotlerActivateApi ?? {};
	const { id, name } = stage.credentials.spotlerActivateApi;
	await stage.api.call('PATCH', `credentials/${id}`, {
		name,
		type: 'spotlerActivateApi',
		data: { ...data, baseUrl: baseUrl?.(String(data.baseUrl)) ?? data.baseUrl },
	});
}

/** Addresses that Activate has stored under an event, one for each time. */
async function storedAt(stage: Stage, event?: string): Promise<string[]> {
	const stored = (await stage.sandbox.arrivals()).filter(({ status }) => status === 'stored');
	const events = stored.map((arrival) => arrival.event as { event: string; email: string });
	return events
		.filter((one) => event === undefined || one.event === event)
		.map(({ email }) => email);
}

for (const fault of cases) {
	test(`fault: ${fault.name}`, async ({ stage, importWorkflow }) => {
		const { sandbox } = stage;
		const workflow = await importWorkflow(workflowFor(fault));
		for (let at = 0; at < SPOILT; at++) {
			await sandbox.edit({
				edit: 'create-profile',
				fields: { Email: `spoilt${at}@example.com`, Achternaam: 'Spoilt' },
			});
		}
		if (fault.rule) await sandbox.control('POST', `${fault.vendor}/faults`, fault.rule);
		if (fault.quirks) await sandbox.control('PUT', 'activate/quirks', fault.quirks);
		if (fault.baseUrl) await setActivate(stage, fault.baseUrl);

		const first = await run(stage, workflow.id);
		const accepted = await itemsOf(stage, first.id, 'Send');
		const rejected = await itemsOf(stage, first.id, 'Send', 1);
		const atActivate = new Set(await storedAt(stage));
		expect(accepted).toHaveLength(fault.accepted);
		for (const { json } of accepted) expect(atActivate).toContain(json.email);

		if (fault.codes !== null) {
			expect(first.status).toBe('success');
			expect(accepted.length + rejected.length).toBe(ROWS);
			expect([...new Set(rejected.map(({ json }) => json.code))].sort()).toEqual(fault.codes);
		} else {
			// Told as a whole: the run failed, or the read itself came out as one rejected row. Nothing is half done.
			const unread = await itemsOf(stage, first.id, 'Read', 1);
			expect(first.status === 'error' || unread.length === 1).toBe(true);
			if (fault.rule) await sandbox.control('DELETE', `${fault.vendor}/faults`, {});
			if (fault.baseUrl) await setActivate(stage);
			// What was too slow for n8n still arrives.
			if (fault.options)
				await expect.poll(async () => (await storedAt(stage)).length).toBeGreaterThan(0);
			const again = await run(stage, workflow.id);
			expect(await itemsOf(stage, again.id, 'Send')).toHaveLength(good);
			expect(await itemsOf(stage, again.id, 'Send', 1)).toHaveLength(SPOILT);
		}

		const contacts = (await sandbox.contacts()).map(({ email }) => email);
		const unclear = rejected.filter(({ json }) => json.code === 'NO_ANSWER').length;
		const stored = fault.stored === 'unclear' ? unclear : (fault.stored ?? good);
		expect(contacts, 'lost').toHaveLength(stored);
		const optIns = await storedAt(stage, 'EmailOptIn');
		expect(optIns, 'sent twice').toHaveLength(new Set(optIns).size);
	});
}
