import { examples, readExample, WEBHOOK_HEADER, type Stage } from '../../../scripts/host/stage.mts';
import { atRest, expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';

const TABLES = ['copernica_sync_progress', 'copernica_last_sent', 'copernica_rejected_profiles'];

test.beforeEach(async ({ stage }) => {
	if (!stage.api.has('tablesMadeByNode')) return;
	for (const table of TABLES) await stage.api.deleteTable(table);
});

/** Leaves out an example that n8n has no step for yet. */
function needsTables(stage: Stage): void {
	test.skip(!stage.api.has('tablesMadeByNode'), 'The Data Table node makes tables since n8n 2.3');
}

/** *Execute workflow* from a trigger, to its end. @returns id of the run */
async function run(stage: Stage, workflow: string, trigger: string): Promise<string> {
	const id = await stage.api.runFrom(workflow, trigger);
	await expect
		.poll(async () => await stage.api.executionStatus(id), { timeout: 120_000 })
		.not.toMatch(/new|running|waiting/);
	return id;
}

async function post(stage: Stage, path: string, body: unknown, proven = true): Promise<number> {
	const { status } = await fetch(`${stage.n8n.url}/webhook/${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			...(proven ? { [WEBHOOK_HEADER.name]: WEBHOOK_HEADER.value } : {}),
		},
		body: JSON.stringify(body),
	});
	return status;
}

const CUSTOMER = {
	Email: 'sam.kok@example.com',
	Voornaam: 'Sam',
	Nieuwsbrief: 'Ja',
	Service: 'Ja',
};

async function contact(stage: Stage, email = CUSTOMER.Email) {
	return (await stage.sandbox.contacts()).find((entry) => entry.email === email);
}

type Stored = { id: number; fields: Record<string, string>; profileId?: number };

async function profiles(stage: Stage, email: string): Promise<Stored[]> {
	const all = await stage.sandbox.control<Stored[]>('GET', 'copernica/profiles');
	return all.filter(({ fields }) => fields.Email === email);
}

/** What a full sync shows while it runs, after its first page. */
async function progressOf(stage: Stage, runId: string): Promise<unknown[]> {
	return (await itemsOf(stage, runId, 'Sync Next Page')).map(({ json }) => json.progress);
}

async function writes(stage: Stage): Promise<string[]> {
	const requests = await stage.sandbox.control<Array<{ method: string; path: string }>>(
		'GET',
		'copernica/requests',
	);
	return requests
		.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v4/'))
		.map(({ method, path }) => `${method} ${path}`);
}

test('full sync: every profile of the database arrives, and the place is remembered', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { id } = await importWorkflow('full-sync-of-a-database');
	const { id: wrong } = await stage.sandbox.edit({
		edit: 'create-profile',
		fields: { Email: 'geen-adres', Nieuwsbrief: 'Ja' },
	});
	const { id: last } = await stage.sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	const first = await run(stage, id, 'Start');

	expect(await stage.api.executionStatus(first)).toBe('success');
	expect(await stage.sandbox.contacts()).toHaveLength(9);
	expect((await contact(stage))?.fields).toMatchObject({ firstname: 'Sam', newsletter: 'yes' });
	expect(await stage.api.tableRows('copernica_sync_progress')).toEqual([
		expect.objectContaining({
			sync: 'full sync',
			last_id: String(last),
			profiles: 10,
			accepted: 9,
			rejected: 1,
		}),
	]);
	expect((await itemsOf(stage, first, 'Everything Synced')).map(({ json }) => json)).toEqual([
		{
			result: 'The whole database is done: 10 profiles, 9 accepted, 1 rejected.',
			profiles: 10,
			accepted: 9,
			rejected: 1,
		},
	]);
	expect(await progressOf(stage, first)).toEqual(['10 of 10 profiles: 9 accepted, 1 rejected']);
	expect(await stage.api.tableRows('copernica_rejected_profiles')).toEqual([
		expect.objectContaining({ profile_id: String(wrong), code: 'EMAIL_INVALID' }),
	]);

	await test.step('a second run sends only what was added since', async () => {
		const before = (await stage.sandbox.arrivals()).length;
		await stage.sandbox.edit({
			edit: 'create-profile',
			fields: { Email: 'later@example.com' },
		});
		const second = await run(stage, id, 'Start');
		expect(await progressOf(stage, second)).toEqual(['11 of 11 profiles: 10 accepted, 1 rejected']);
		const sent = (await stage.sandbox.arrivals()).slice(before);
		expect(sent.map(({ event }) => event)).toEqual([
			expect.objectContaining({ email: 'later@example.com' }),
		]);
	});

	await test.step('while Activate is away the page is not counted as done', async () => {
		const before = await stage.api.tableRows('copernica_sync_progress');
		await stage.sandbox.edit({ edit: 'create-profile', fields: { Email: 'away@example.com' } });
		await stage.sandbox.control('POST', 'activate/faults', {
			fault: { kind: 'status', status: 401 },
		});
		const stopped = await run(stage, id, 'Start');
		expect(await stage.api.executionStatus(stopped)).toBe('error');
		expect(await stage.api.tableRows('copernica_sync_progress')).toEqual([
			expect.objectContaining({ last_id: before[0]?.last_id }),
		]);
		await stage.sandbox.control('DELETE', 'activate/faults', {});
		await run(stage, id, 'Start');
		expect(await contact(stage, 'away@example.com')).toBeDefined();
	});
});

test('full sync in a dry run, as it is shipped: nothing is sent, and nothing is remembered', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { id } = await importWorkflow('full-sync-of-a-database', { keepDryRun: true });
	await stage.sandbox.edit({ edit: 'create-profile', fields: { Email: 'geen-adres' } });
	const dry = await run(stage, id, 'Start');
	expect(await stage.api.executionStatus(dry)).toBe('success');
	const [end] = await itemsOf(stage, dry, 'Everything Synced');
	expect(end?.json.result).toContain(
		'Dry run of the first 9 profiles: 8 would be sent, 1 would be rejected. Nothing was sent',
	);
	expect(await stage.sandbox.arrivals()).toEqual([]);
	expect(await stage.api.tableRows('copernica_sync_progress')).toEqual([]);
	expect(await stage.api.tableRows('copernica_rejected_profiles')).toEqual([]);

	const { id: sending } = await importWorkflow('full-sync-of-a-database');
	await run(stage, sending, 'Start');
	expect(await stage.sandbox.contacts()).toHaveLength(8);
	expect(await stage.api.tableRows('copernica_rejected_profiles')).toHaveLength(1);
});

test('consent from Activate: yes and no are written once, anything else is not guessed', async ({
	stage,
	importWorkflow,
}) => {
	const { id } = await importWorkflow('consent-from-activate-to-copernica');
	await stage.api.activate(id);
	const email = 'bram.jansen@example.com';
	const path = 'copernica-consent';
	const [before] = await profiles(stage, email);
	expect(before?.fields.Nieuwsbrief).toBe('Nee');

	expect(await post(stage, path, { email, newsletter: 'yes' }, false)).toBe(403);
	expect(await post(stage, path, { email, newsletter: 'yes' })).toBe(200);
	await finishedRuns(stage, id, 1);
	expect((await profiles(stage, email))[0]?.fields.Nieuwsbrief).toBe('Ja');
	expect(await writes(stage)).toHaveLength(1);

	await post(stage, path, { email, newsletter: 'Yes' });
	const again = await finishedRuns(stage, id, 2);
	const [unchanged] = await itemsOf(stage, again[1]?.id ?? '', 'Written');
	expect(unchanged?.json).toMatchObject({ status: 'unchanged' });
	expect(await writes(stage)).toHaveLength(1);

	await post(stage, path, { email, newsletter: 'maybe' });
	await post(stage, path, { newsletter: 'no' });
	const runs = await finishedRuns(stage, id, 4);
	expect(await itemsOf(stage, runs[2]?.id ?? '', 'Consent Unknown')).toHaveLength(1);
	const [rejected] = await itemsOf(stage, runs[3]?.id ?? '', 'Rejected');
	expect(rejected?.json).toMatchObject({ status: 'invalid', code: expect.any(String) });
	expect(await writes(stage)).toHaveLength(1);

	await post(stage, path, { email: 'new.person@example.com', newsletter: 'no' });
	await finishedRuns(stage, id, 5);
	expect((await profiles(stage, 'new.person@example.com'))[0]?.fields.Nieuwsbrief).toBe('Nee');
});

test('SQ_profile both ways: both sides get the values, and it comes to rest', async ({
	stage,
	importWorkflow,
}) => {
	const { id } = await importWorkflow('sq-profile-both-ways');
	await stage.api.activate(id);
	const email = 'anne.devries@example.com';
	const path = 'sq-profile-values';

	await post(stage, path, { email, favourite_brand: 'Example Bikes', loyalty_points: 250 });
	await finishedRuns(stage, id, 2);
	expect(await atRest(stage, id)).toBe(2);
	const subprofiles = await stage.sandbox.control<Stored[]>('GET', 'copernica/subprofiles');
	const [anne] = await profiles(stage, email);
	expect(subprofiles.filter(({ profileId }) => profileId === anne?.id)).toEqual([
		expect.objectContaining({
			fields: expect.objectContaining({
				Favoriet_merk: 'Example Bikes',
				Loyaliteitspunten: '250',
			}),
		}),
	]);
	expect((await contact(stage, email))?.fields).toMatchObject({
		custom_favourite_brand: 'Example Bikes',
		custom_loyalty_points: 250,
	});

	await test.step('the same values again write nothing and send nothing', async () => {
		const sent = (await stage.sandbox.arrivals()).length;
		const written = (await writes(stage)).length;
		await post(stage, path, { email, favourite_brand: 'Example Bikes', loyalty_points: 250 });
		await finishedRuns(stage, id, 3);
		expect(await atRest(stage, id)).toBe(3);
		expect(await stage.sandbox.arrivals()).toHaveLength(sent);
		expect(await writes(stage)).toHaveLength(written);
	});

	await test.step('an unknown address and none at all write nothing', async () => {
		const written = (await writes(stage)).length;
		await post(stage, path, { email: 'nobody@example.com', favourite_brand: 'X' });
		const runs = await finishedRuns(stage, id, 4);
		expect(await itemsOf(stage, runs[3]?.id ?? '', 'Not Written')).toHaveLength(1);
		await post(stage, path, { favourite_brand: 'X' });
		const more = await finishedRuns(stage, id, 5);
		expect(await itemsOf(stage, more[4]?.id ?? '', 'No Address')).toHaveLength(1);
		expect(await writes(stage)).toHaveLength(written);
	});
});

test('an Activate audience: whoever enters it starts the own steps, and nothing loops', async ({
	stage,
	importWorkflow,
}) => {
	const { id } = await importWorkflow('activate-audience-to-your-own-steps');
	await stage.api.activate(id);
	const [anne] = await profiles(stage, 'anne.devries@example.com');
	const enter = async (AudienceName: string) =>
		await stage.sandbox.edit({
			edit: 'create-subprofile',
			profile: anne?.id ?? 0,
			collection: 'squeezely_triggers',
			fields: { Trigger: 'audience', AudienceId: '7', AudienceName },
			cause: 'rest',
		});

	await enter('Loyal customers');
	await finishedRuns(stage, id, 1);
	await enter('Others');
	const [first, second] = await finishedRuns(stage, id, 2);
	expect(await atRest(stage, id)).toBe(2);
	expect(await itemsOf(stage, first?.id ?? '', 'Your Own Steps')).toEqual([
		expect.objectContaining({
			json: expect.objectContaining({
				fields: expect.objectContaining({ AudienceName: 'Loyal customers' }),
				profileFields: expect.objectContaining({ Email: 'anne.devries@example.com' }),
			}),
		}),
	]);
	expect(await itemsOf(stage, second?.id ?? '', 'Other Audiences')).toHaveLength(1);
});

test('opens and clicks become events in Activate, an unsubscribe an opt-out', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('mailing-events-to-spotler-activate');
	await api.activate(id);
	expect(await sandbox.control('GET', 'copernica/webhooks')).toHaveLength(4);
	const email = 'anne.devries@example.com';
	const [anne] = await profiles(stage, email);
	const happens = async (event: string) =>
		await sandbox.control('POST', 'copernica/mailing-event', { event, profile: anne?.id });

	await happens('click');
	await finishedRuns(stage, id, 1);
	await happens('open');
	await finishedRuns(stage, id, 2);
	expect((await sandbox.arrivals()).map(({ event }) => event)).toEqual([
		expect.objectContaining({ event: 'Email_Click', email, tags: 'newsletter' }),
		expect.objectContaining({ event: 'Email_Open', email }),
	]);
	await happens('unsubscribe');
	await finishedRuns(stage, id, 3);
	expect(await atRest(stage, id)).toBe(3);
	expect((await contact(stage, email))?.fields.newsletter).toBe('no');

	await api.deactivate(id);
	expect(await sandbox.control('GET', 'copernica/webhooks')).toEqual([]);
});

test('send only when different: the same content goes out once, a return to it goes out again', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('send-only-when-different');
	await run(stage, id, 'Set Up');
	await api.activate(id);

	// Callbacks of shape B do not tell what changed: only the fingerprint can.
	const { id: profile } = await sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	await finishedRuns(stage, id, 2);
	expect(await sandbox.arrivals()).toHaveLength(1);
	const edits: Array<[Record<string, string>, number]> = [
		[{ Notitie: 'Belt liever' }, 1],
		[{ Voornaam: 'Samuel' }, 2],
		[{ Notitie: 'Mailt liever' }, 2],
		[{ Voornaam: 'Sam' }, 3],
	];
	for (const [index, [fields, sent]] of edits.entries()) {
		await sandbox.edit({ edit: 'update-profile', profile, fields });
		await finishedRuns(stage, id, index + 3);
		expect(await sandbox.arrivals(), JSON.stringify(fields)).toHaveLength(sent);
	}
	expect((await contact(stage))?.fields.firstname).toBe('Sam');
	const runs = await finishedRuns(stage, id, 6);
	const [skipped] = await itemsOf(stage, runs[2]?.id ?? '', 'Skipped');
	expect(skipped?.json.skip).toMatchObject({ code: 'SAME_AS_LAST_SENT' });
	expect(await api.tableRows('copernica_last_sent')).toEqual([
		expect.objectContaining({ profile_id: String(profile) }),
	]);
});

test('send only when different in a dry run: nothing is remembered, and what is unclear is forgotten', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { api, sandbox } = stage;
	const dry = await importWorkflow('send-only-when-different', { keepDryRun: true });
	await run(stage, dry.id, 'Set Up');
	await api.activate(dry.id);
	const { id: profile } = await sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	const [first] = await finishedRuns(stage, dry.id, 2).then((runs) => runs.slice(-1));
	expect(await itemsOf(stage, first?.id ?? '', 'Not Sent')).toHaveLength(1);
	expect(await api.tableRows('copernica_last_sent')).toEqual([]);
	expect(await sandbox.arrivals()).toEqual([]);
	await api.deactivate(dry.id);

	const { id } = await importWorkflow('send-only-when-different');
	await api.activate(id);
	const edits: Array<[Record<string, string>, number]> = [
		[{ Notitie: 'Belt liever' }, 1],
		[{ Notitie: 'Mailt liever' }, 1],
	];
	for (const [index, [fields, sent]] of edits.entries()) {
		await sandbox.edit({ edit: 'update-profile', profile, fields });
		await finishedRuns(stage, id, index + 1);
		expect(await sandbox.arrivals(), JSON.stringify(fields)).toHaveLength(sent);
	}
	expect(await api.tableRows('copernica_last_sent')).toHaveLength(1);

	await sandbox.control('POST', 'activate/faults', { fault: { kind: 'status', status: 422 } });
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Samuel' } });
	await finishedRuns(stage, id, 3);
	expect(await api.tableRows('copernica_last_sent')).toEqual([]);
	await sandbox.control('DELETE', 'activate/faults', {});
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Sam' } });
	await finishedRuns(stage, id, 4);
	expect((await contact(stage))?.fields.firstname).toBe('Sam');
});

test('opt-out on delete: every mapped consent is withdrawn, an edit starts nothing', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('opt-out-on-delete');
	await api.activate(id);
	const { id: profile } = await sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Samuel' } });
	expect(await atRest(stage, id)).toBe(0);
	await sandbox.edit({ edit: 'delete-profile', profile });
	await finishedRuns(stage, id, 1);
	expect((await contact(stage))?.fields).toEqual({
		newsletter: 'no',
		service: 'no',
		marketing: 'no',
	});
});

test('opt-out on delete: nobody is opted out whose other profile is subscribed', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('opt-out-on-delete');
	await api.activate(id);
	const { id: profile } = await sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	const { id: other } = await sandbox.edit({
		edit: 'create-profile',
		fields: { ...CUSTOMER, Email: ` ${CUSTOMER.Email.toUpperCase()}`, Service: 'Nee' },
	});
	await sandbox.edit({ edit: 'delete-profile', profile });
	await finishedRuns(stage, id, 1);
	expect((await contact(stage))?.fields).not.toHaveProperty('newsletter');
	await sandbox.edit({ edit: 'delete-profile', profile: other });
	await finishedRuns(stage, id, 2);
	expect((await contact(stage))?.fields).toMatchObject({ newsletter: 'no', service: 'no' });
});

test('retry: a rejected profile is sent again with its newest values, then forgotten', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { api, sandbox } = stage;
	const list = async () =>
		(await api.tableRows('copernica_rejected_profiles')).map(({ profile_id, code }) => ({
			profile_id,
			code,
		}));
	const { id } = await importWorkflow('retry-rejected-rows');
	await run(stage, id, 'Set Up');
	await api.activate(id);

	const { id: profile } = await sandbox.edit({
		edit: 'create-profile',
		fields: { ...CUSTOMER, Email: 'sam.kok(at)example.com' },
	});
	const { id: gone } = await sandbox.edit({
		edit: 'create-profile',
		fields: { Email: 'also wrong' },
	});
	await finishedRuns(stage, id, 3);
	// Two runs at the same time: either may be the first.
	expect(new Set(await list())).toEqual(
		new Set([
			{ profile_id: String(profile), code: 'EMAIL_INVALID' },
			{ profile_id: String(gone), code: 'EMAIL_INVALID' },
		]),
	);

	await test.step('nothing mended: it stays on the list, once', async () => {
		await run(stage, id, 'Every 15 Minutes');
		expect(await list()).toHaveLength(2);
		expect(await sandbox.arrivals()).toEqual([]);
	});

	await test.step('mended while nobody told us: the next round sends it', async () => {
		await api.deactivate(id);
		await sandbox.edit({
			edit: 'update-profile',
			profile,
			fields: { Email: CUSTOMER.Email, Voornaam: 'Samuel' },
		});
		await sandbox.edit({ edit: 'delete-profile', profile: gone });
		await run(stage, id, 'Every 15 Minutes');
		expect((await contact(stage))?.fields).toMatchObject({
			firstname: 'Samuel',
			newsletter: 'yes',
		});
		expect(await list()).toEqual([]);
	});

	await test.step('unclear whether Activate took it: listed, and an unrelated change does not take it off', async () => {
		await api.activate(id);
		await sandbox.tellChanges();
		await sandbox.control('POST', 'activate/faults', { fault: { kind: 'cut-after' }, times: 1 });
		const before = (await finishedRuns(stage, id, 0)).length;
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Nee' } });
		await finishedRuns(stage, id, before + 1);
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Ja' } });
		await finishedRuns(stage, id, before + 2);
		expect((await contact(stage))?.fields.newsletter).toBe('yes');
		expect(await list()).toEqual([]);

		// An opt-in is not repeated blindly (it could start a journey twice), so it ends on Rejected.
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Nee' } });
		await finishedRuns(stage, id, before + 3);
		await sandbox.control('POST', 'activate/faults', { fault: { kind: 'cut-before' }, times: 1 });
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Ja' } });
		await finishedRuns(stage, id, before + 4);
		expect(await list()).toEqual([{ profile_id: String(profile), code: expect.any(String) }]);
		// Sent without the consent, which did not change.
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Sammy' } });
		await finishedRuns(stage, id, before + 5);
		expect((await contact(stage))?.fields).toMatchObject({ firstname: 'Sammy', newsletter: 'no' });
		expect(await list()).toHaveLength(1);
		await run(stage, id, 'Every 15 Minutes');
		expect((await contact(stage))?.fields.newsletter).toBe('yes');
		expect(await list()).toEqual([]);
	});
});

test('retry: only what is accepted or gone leaves the list, and nothing does in a dry run', async ({
	stage,
	importWorkflow,
}) => {
	needsTables(stage);
	const { api, sandbox } = stage;
	const list = async () =>
		(await api.tableRows('copernica_rejected_profiles')).map(
			({ profile_id, code, old_address }) => ({
				profile_id,
				code,
				old_address,
			}),
		);
	const example = readExample('retry-rejected-rows');
	for (const node of example.nodes) {
		if (node.name !== 'Sync to Activate') continue;
		node.parameters.options = {
			dryRun: false,
			eventsPerRequest: 1,
			optOutOldAddress: ['newsletter'],
		};
	}
	const { id } = await importWorkflow(example);
	await run(stage, id, 'Set Up');
	await api.activate(id);
	await sandbox.tellChanges();
	const refuse = async (which: 'activate' | 'copernica', rule: Record<string, unknown>) =>
		await sandbox.control('POST', `${which}/faults`, rule);
	const clear = async () => {
		await sandbox.control('DELETE', 'activate/faults', {});
		await sandbox.control('DELETE', 'copernica/faults', {});
	};
	const { id: profile } = await sandbox.edit({ edit: 'create-profile', fields: CUSTOMER });
	await finishedRuns(stage, id, 2);
	expect((await contact(stage))?.fields.newsletter).toBe('yes');
	const of = { profile_id: String(profile) };
	const newAddress = 'samuel.kok@example.com';

	await test.step('the opt-out of the old address is refused, the new one is taken', async () => {
		await refuse('activate', { fault: { kind: 'status', status: 422 }, every: 2 });
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Email: newAddress } });
		await finishedRuns(stage, id, 3);
		await clear();
		expect((await contact(stage, newAddress))?.fields.newsletter).toBe('yes');
		expect((await contact(stage))?.fields.newsletter).toBe('yes');
		expect(await list()).toMatchObject([{ ...of, old_address: CUSTOMER.Email }]);
	});

	await test.step('a later change of the same profile does not take it off', async () => {
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Samuel' } });
		await finishedRuns(stage, id, 4);
		expect((await contact(stage, newAddress))?.fields.firstname).toBe('Samuel');
		expect(await list()).toMatchObject([{ ...of, old_address: CUSTOMER.Email }]);
	});

	await test.step('nor does a round in a dry run, with Copernica away, or with Activate away', async () => {
		const dry = await importWorkflow('retry-rejected-rows', { keepDryRun: true });
		await run(stage, dry.id, 'Every 15 Minutes');
		expect(await list()).toMatchObject([{ ...of, old_address: CUSTOMER.Email }]);
		await refuse('copernica', { path: '/profiles', fault: { kind: 'status', status: 422 } });
		await run(stage, id, 'Every 15 Minutes');
		expect(await list()).toEqual([
			{ ...of, old_address: CUSTOMER.Email, code: 'REFUSED_BY_COPERNICA' },
		]);
		await clear();
		await refuse('activate', { fault: { kind: 'status', status: 408 } });
		await run(stage, id, 'Every 15 Minutes');
		await clear();
		expect(await list()).toMatchObject([{ ...of, old_address: CUSTOMER.Email }]);
	});

	await test.step('a round that gets through opts the old address out, and it is off the list', async () => {
		await run(stage, id, 'Every 15 Minutes');
		expect((await contact(stage))?.fields.newsletter).toBe('no');
		expect((await contact(stage, newAddress))?.fields.newsletter).toBe('yes');
		expect(await list()).toEqual([]);
	});

	await test.step('a profile that cannot be read stays; once it is gone it leaves', async () => {
		const before = (await finishedRuns(stage, id, 0)).length;
		const { id: wrong } = await sandbox.edit({
			edit: 'create-profile',
			fields: { Email: 'also wrong' },
		});
		await finishedRuns(stage, id, before + 1);
		expect(await list()).toMatchObject([{ profile_id: String(wrong), code: 'EMAIL_INVALID' }]);
		await refuse('copernica', { path: '/v4/profile/', fault: { kind: 'status', status: 422 } });
		await run(stage, id, 'Every 15 Minutes');
		await clear();
		expect(await list()).toMatchObject([
			{ profile_id: String(wrong), code: 'REFUSED_BY_COPERNICA' },
		]);
		await sandbox.edit({ edit: 'delete-profile', profile: wrong });
		const dry = await importWorkflow('retry-rejected-rows', { keepDryRun: true });
		await run(stage, dry.id, 'Every 15 Minutes');
		expect(await list()).toHaveLength(1);
		await run(stage, id, 'Every 15 Minutes');
		expect(await list()).toEqual([]);
	});
});

test('web form or sheet: an answer to the form and a row of the sheet arrive, as they are said', async ({
	stage,
	importWorkflow,
}) => {
	const example = readExample('web-form-or-sheet-to-activate');
	const { id } = await importWorkflow(example);
	await stage.api.activate(id);
	const form = example.nodes.find(({ name }) => name === 'Form Answered');
	const address = `${stage.n8n.url}/form/${form?.webhookId ?? ''}`;

	/** What a browser sends for the form; a box that is not ticked sends an empty list. */
	async function answer(email: string, firstName: string, boxes: string[]): Promise<void> {
		const body = new FormData();
		body.set('field-0', email);
		body.set('field-1', firstName);
		body.set('field-2', JSON.stringify(boxes));
		expect((await fetch(address, { method: 'POST', body })).status).toBe(200);
	}

	await answer('Kim.Visser@Example.com', 'Kim', ['Yes']);
	await finishedRuns(stage, id, 1);
	await answer('lou@example.com', 'Lou', []);
	await finishedRuns(stage, id, 2);
	const manual = await run(stage, id, 'Start');
	expect(await stage.api.executionStatus(manual)).toBe('success');
	await answer('nobody', 'N', ['Yes']);
	const runs = await finishedRuns(stage, id, 4);

	const fields = async (email: string) => (await contact(stage, email))?.fields;
	expect(await fields('kim.visser@example.com')).toEqual({ firstname: 'Kim', newsletter: 'yes' });
	expect(await fields('lou@example.com')).toEqual({ firstname: 'Lou' });
	expect(await fields('noor.smit@example.com')).toEqual({ firstname: 'Noor', newsletter: 'yes' });
	expect(await stage.sandbox.contacts()).toHaveLength(3);
	const [invalid] = await itemsOf(stage, runs.at(-1)?.id ?? '', 'Invalid');
	expect(invalid?.json).toMatchObject({ code: 'EMAIL_INVALID', field: 'Email', email: 'nobody' });
});

test('no example holds a credential, an address of a person or of a server', () => {
	for (const name of examples) {
		const workflow = readExample(name);
		expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		const text = JSON.stringify(workflow);
		for (const [address] of text.matchAll(/[\w.]+@[\w.]+/g)) {
			expect(address).toMatch(/@example\.com$/);
		}
		expect(text).not.toMatch(/https?:\/\//);
	}
});
