import { afterEach, describe, expect, it } from '@jest/globals';
import { NodeApiError } from 'n8n-workflow';
import { runNode, skipSleeps, testCredential } from '../support';
import {
	ENTERED,
	jwtOf,
	startScriptedVendor,
	type ScriptOptions,
	type ScriptedAnswer,
	type ScriptedVendor,
} from './scriptedVendor';

const PROFILE = 'GET /v4/profile/7';
const profile = {
	ID: '7',
	fields: { Email: 'jane@example.com' },
	database: '1',
	removed: false,
};
const ok: ScriptedAnswer = { body: profile };
const refusal = (message: string, status = 400): ScriptedAnswer => ({
	status,
	body: { error: { message } },
});
const busyPage: ScriptedAnswer = { status: 503, body: '<html><body>Too busy</body></html>' };

let vendor: ScriptedVendor | undefined;
let sleeps: ReturnType<typeof skipSleeps> | undefined;

afterEach(async () => {
	sleeps?.restore();
	sleeps = undefined;
	await vendor?.stop();
	vendor = undefined;
});

/** Reads profile 7 through the node, which is all that the transport needs. */
async function readProfile(
	script: ScriptedAnswer[] | ScriptOptions,
	extra: { onError?: 'continueRegularOutput'; credential?: Record<string, string> } = {},
) {
	const options = Array.isArray(script) ? { answers: { [PROFILE]: script } } : script;
	vendor = await startScriptedVendor(options);
	sleeps = skipSleeps();
	const run = await runNode({
		nodeType: 'copernica',
		parameters: { resource: 'change', operation: 'addProfile' },
		credentials: { copernicaApi: { ...vendor.credential, ...extra.credential } },
		items: [
			{
				change: 'update',
				entity: 'subprofile',
				subprofileId: '3',
				profileId: '7',
				fields: { a: 'b' },
			},
		],
		settings: extra.onError === undefined ? {} : { onError: extra.onError },
	});
	const { requests, exchanges } = vendor;
	return { run, requests, exchanges, waits: sleeps.waits };
}

const messagesOf = (error: unknown) => (error instanceof NodeApiError ? error.messages : []);

/** Everything a person or a log could see of a run. */
const visible = (run: Awaited<ReturnType<typeof runNode>>) =>
	JSON.stringify([run.outputs, run.error, run.error?.description, messagesOf(run.error), run.logs]);

describe('signing', () => {
	it('exchanges the access token once, in a form body, and sends the JWT', async () => {
		const { run, requests, exchanges } = await readProfile([ok]);
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]?.[0]?.json.profileFields).toEqual({ Email: 'jane@example.com' });
		expect(exchanges).toEqual([`access_token=${ENTERED}`]);
		expect(requests.map(({ authorization }) => authorization)).toEqual([`Bearer ${jwtOf(1)}`]);
		expect(requests[0]?.query).toBe('');
		expect(await run.credentials.storedValues('copernicaApi')).toMatchObject({
			sessionToken: jwtOf(1),
		});
	});

	it.each([
		['a 401', [{ status: 401 }, ok]],
		// n8n renews on 401 only: such a request is sent again with its status declared as "expired".
		[
			'a 400 with the vendor’s text',
			[refusal('Invalid access token'), refusal('Invalid access token'), ok],
		],
		['a 403 with such a text', [refusal('JWT expired', 403), refusal('JWT expired', 403), ok]],
	])('renews a JWT that ran out once, after %s', async (_name, script) => {
		const { run, requests, exchanges } = await readProfile(script);
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]).toHaveLength(1);
		expect(exchanges).toHaveLength(2);
		expect(requests.at(-1)?.authorization).toBe(`Bearer ${jwtOf(2)}`);
		expect(await run.credentials.storedValues('copernicaApi')).toMatchObject({
			sessionToken: jwtOf(2),
		});
	});

	it.each([
		['401', { status: 401 }],
		['400', refusal('Invalid access token')],
	])('stops when a new JWT is refused too (%s)', async (_name, expired) => {
		const { run, exchanges, waits } = await readProfile([expired]);
		expect(run.error?.message).toMatch(
			/^Authorization failed: Copernica does not accept the access token/,
		);
		expect(exchanges).toHaveLength(2);
		expect(waits).toEqual([]);
	});

	it('says so when the access token itself is refused', async () => {
		const { run, requests } = await readProfile({
			answers: { [PROFILE]: [ok] },
			exchangeAnswers: [refusal('Invalid access token')],
		});
		expect(run.error?.message).toMatch(
			/^Authorization failed: Copernica does not accept the access token/,
		);
		expect(requests).toEqual([]);
		expect(visible(run)).not.toContain(ENTERED);
	});

	it('waits for a sign-in service that is busy', async () => {
		const { run, exchanges } = await readProfile({
			answers: { [PROFILE]: [ok] },
			exchangeAnswers: [busyPage, { body: { token: jwtOf(9) } }],
		});
		expect(run.error).toBeUndefined();
		expect(exchanges).toHaveLength(2);
	});

	it.each([
		['http://api.example.com', 'must start with https://'],
		['nonsense', 'is not a URL'],
	])('refuses the base URL %p and sends nothing', async (baseUrl, text) => {
		const { run, requests } = await readProfile([ok], { credential: { baseUrl } });
		expect(run.error?.message).toContain(text);
		expect(requests).toEqual([]);
	});

	it('refuses an authentication URL without https, so that the token stays here', async () => {
		const { run, exchanges } = await readProfile([ok], {
			credential: { authUrl: 'http://auth.example.com' },
		});
		expect(run.error?.message).toContain('Authentication URL must start with https://');
		expect(exchanges).toEqual([]);
	});
});

describe('waiting', () => {
	it('waits as long as Retry-After says in seconds, then goes on', async () => {
		const { run, waits, requests } = await readProfile([
			{ status: 429, headers: { 'retry-after': '7' } },
			ok,
		]);
		expect(run.error).toBeUndefined();
		expect(waits).toEqual([7_000]);
		expect(requests).toHaveLength(2);
	});

	it('understands Retry-After as a date', async () => {
		const before = Date.now();
		const at = new Date(before + 30_000).toUTCString();
		const { run, waits } = await readProfile([{ status: 503, headers: { 'retry-after': at } }, ok]);
		expect(run.error).toBeUndefined();
		expect(waits).toHaveLength(1);
		// The header has whole seconds, and some of the time goes by before it is read.
		expect(waits[0]).toBeGreaterThanOrEqual(29_000 - (Date.now() - before));
		expect(waits[0]).toBeLessThanOrEqual(30_000);
	});

	it('backs off more and more without Retry-After', async () => {
		const { run, waits } = await readProfile([busyPage, busyPage, busyPage, ok]);
		expect(run.error).toBeUndefined();
		expect(waits).toHaveLength(3);
		expect(waits[0]).toBeGreaterThanOrEqual(500);
		expect(waits[2]).toBeGreaterThanOrEqual(2_000);
	});

	it('gives up in the end, and says how often it tried', async () => {
		const { run, requests } = await readProfile([busyPage]);
		expect(run.error?.message).toBe('Copernica is not available right now (status 503)');
		expect(run.error?.description).toContain('Tried 5 times');
		expect(requests).toHaveLength(5);
	});

	it('gives up at once when asked to wait for hours, and passes that on', async () => {
		const { run, requests, waits } = await readProfile([
			{ status: 429, headers: { 'retry-after': '7200' } },
		]);
		expect(run.error?.description).toContain('asks to wait 7200 seconds');
		expect(requests).toHaveLength(1);
		expect(waits).toEqual([]);
	});

	it('tries a read again after a cut connection', async () => {
		const { run, requests } = await readProfile([{ cut: true }, ok]);
		expect(run.error).toBeUndefined();
		expect(requests).toHaveLength(2);
	});

	it('names an unreachable Copernica plainly', async () => {
		const { run } = await readProfile([ok], { credential: { baseUrl: 'http://127.0.0.1:9' } });
		expect(run.error?.message).toBe('Copernica could not be reached, or gave no answer in time');
	});
});

describe('a cancelled run', () => {
	it.each<[string, ScriptedAnswer]>([
		['while it waits', { status: 429, headers: { 'retry-after': '50' } }],
		['while it waits for an answer', { hang: true }],
	])('ends %s, also when the node is set to continue', async (_name, answer) => {
		vendor = await startScriptedVendor({ answers: { [PROFILE]: [answer] } });
		const { requests, firstRequest } = vendor;
		const item = { entity: 'subprofile', profileId: '7', fields: { a: 'b' } };
		const run = await runNode({
			nodeType: 'copernica',
			parameters: { resource: 'change', operation: 'addProfile' },
			credentials: { copernicaApi: vendor.credential },
			items: [item, { ...item, profileId: '8' }],
			settings: { onError: 'continueRegularOutput' },
			cancelWhen: firstRequest,
		});
		expect(requests).toHaveLength(1);
		expect(run.returned).toEqual([]);
	});
});

describe('what is said', () => {
	it('gives the vendor’s text without addresses and tokens', async () => {
		const { run } = await readProfile([
			refusal(`Rejected jane.doe@example.com, access_token=${ENTERED}`),
		]);
		// A refusal of one row is no fault of the run.
		expect(run.error).toBeUndefined();
		expect(run.outputs[1]?.[0]?.json).toMatchObject({
			status: 'rejected',
			code: 'REFUSED_BY_COPERNICA',
			reason: expect.stringContaining('Copernica says: Rejected [address]'),
		});
		expect(visible(run)).not.toContain('jane.doe');
		expect(visible(run)).not.toContain(ENTERED);
	});

	it('hides what the request says about people when the vendor repeats it', async () => {
		vendor = await startScriptedVendor({
			answers: {
				[PROFILE]: [ok],
				'GET /v4/database/1/fields': [
					{ body: { total: 1, data: [{ ID: '1', name: 'Name', type: 'text' }] } },
				],
				'PUT /v4/profile/7': [
					refusal('Field Name: Mu\u0308ller (M%FCller, 1234 AB) is not allowed'),
				],
			},
		});
		const run = await runNode({
			nodeType: 'copernica',
			parameters: {
				resource: 'profile',
				operation: 'update',
				profileId: '7',
				database: { __rl: true, mode: 'id', value: '1' },
				fields: { mappingMode: 'autoMapInputData', value: null, matchingColumns: [], schema: [] },
			},
			credentials: { copernicaApi: vendor.credential },
			items: [{ Name: 'Müller' }],
		});
		expect(run.outputs[1]?.[0]?.json.reason).toContain(
			'Copernica says: Field Name: [value] ([value], [postcode]) is not allowed',
		);
	});

	it('takes a refusal inside a 200 for what it is', async () => {
		const { run } = await readProfile([refusal('Invalid data provided', 200)]);
		expect(run.outputs[1]?.[0]?.json).toMatchObject({ code: 'REFUSED_BY_COPERNICA' });
	});

	it('does not take a maintenance page with status 200 for a profile', async () => {
		const { run } = await readProfile([{ body: '<html>We are back soon</html>' }]);
		expect(run.error?.message).toBe('Copernica answered, but not with a profile');
	});

	it('follows no redirect, wherever it leads', async () => {
		const other = await startScriptedVendor({ answers: { [PROFILE]: [ok] } });
		const { run } = await readProfile([
			{ status: 302, headers: { location: `${other.url}/v4/profile/7` } },
		]);
		await other.stop();
		expect(other.requests).toEqual([]);
		expect(run.error?.message).toBe('Copernica answered with a redirect (status 302)');
	});

	it('shows no token anywhere, whatever happens', async () => {
		for (const script of [[{ status: 401 }], [busyPage], [{ cut: true }], [refusal('No')]]) {
			const { run } = await readProfile(script);
			expect(visible(run)).not.toContain(ENTERED);
			expect(visible(run)).not.toContain('exchange1');
			sleeps?.restore();
			await vendor?.stop();
		}
	});
});

describe('the credential’s test', () => {
	const identity = 'GET /v4/identity';

	it('passes with a working token', async () => {
		vendor = await startScriptedVendor({
			answers: { [identity]: [{ body: { ID: '42', name: 'x' } }] },
		});
		expect(await testCredential('copernicaApi', vendor.credential)).toMatchObject({ status: 'OK' });
		expect(vendor.requests[0]?.authorization).toBe(`Bearer ${jwtOf(1)}`);
	});

	it('says what is wrong with a refused token, without repeating it', async () => {
		vendor = await startScriptedVendor({
			answers: { [identity]: [{ body: {} }] },
			exchangeAnswers: [refusal('Invalid access token')],
		});
		const result = await testCredential('copernicaApi', vendor.credential);
		expect(result).toMatchObject({ status: 'Error' });
		expect(result.message).toContain('did not accept the access token');
		expect(JSON.stringify(result)).not.toContain(ENTERED);
	});
});
