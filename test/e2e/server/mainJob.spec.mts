import { expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';

const PROFILES = 'copernica-profiles-to-spotler-activate';

test('a new profile, an opt-in and a removal arrive at Spotler Activate, step by step', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow(PROFILES);
	await api.activate(workflow.id);

	await test.step('activating registers exactly one callback, with our URL', async () => {
		const callbacks = await sandbox.callbacks();
		expect(callbacks).toHaveLength(1);
		expect(callbacks[0]).toMatchObject({ method: 'json', action: 'all' });
		expect(callbacks[0]?.url).toContain(`${stage.n8n.url}/webhook/`);
	});
	await sandbox.tellChanges();

	const { id: profile } = await sandbox.edit({
		edit: 'create-profile',
		fields: {
			Email: 'Lotte.Visser@Example.com',
			Voornaam: 'Lotte',
			Achternaam: 'Visser',
			Geslacht: 'Vrouw',
			Nieuwsbrief: '',
			Service: 'Ja',
		},
	});
	await sandbox.settled();
	await finishedRuns(stage, workflow.id, 1);
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Ja' } });
	await sandbox.settled();
	const runs = await finishedRuns(stage, workflow.id, 2);

	await test.step('the contact has the profile and the consents that are known, no other', async () => {
		const contact = (await sandbox.contacts()).find(
			({ email }) => email === 'lotte.visser@example.com',
		);
		expect(contact?.fields).toMatchObject({
			firstname: 'Lotte',
			lastname: 'Visser',
			gender: 'F',
			newsletter: 'yes',
			service: 'yes',
		});
		expect(contact?.fields).not.toHaveProperty('marketing');
		expect(contact?.events.map(({ event }) => event)).toEqual(['CRMUpdate', 'EmailOptIn']);
	});

	await test.step('every step shows its documented item', async () => {
		const run = runs[1]?.id ?? '';
		const [change] = await itemsOf(stage, run, 'Profile Changed');
		expect(change?.json).toMatchObject({
			change: 'update',
			entity: 'profile',
			profileId: String(profile),
			changed: ['Nieuwsbrief'],
			accountId: String(sandbox.addresses.copernica.accountId),
		});
		const [prepared] = await itemsOf(stage, run, 'Normalise Profile');
		expect(prepared?.json).toMatchObject({
			profile: { email: 'lotte.visser@example.com', newsletter: 'yes' },
			changed: ['newsletter'],
			source: { changeKey: change?.json.changeKey },
		});
		expect(await itemsOf(stage, run, 'Keep What Activate Needs')).toHaveLength(1);
		const [result] = await itemsOf(stage, run, 'Sync to Activate');
		expect(result?.json).toMatchObject({
			status: 'accepted',
			event: 'EmailOptIn',
			email: 'lotte.visser@example.com',
			attempts: 1,
		});
		expect(result?.pairedItem).toBeDefined();
	});

	await test.step('a removed profile withdraws the consents that are mapped', async () => {
		await sandbox.edit({ edit: 'delete-profile', profile });
		await sandbox.settled();
		await finishedRuns(stage, workflow.id, 3);
		const contact = (await sandbox.contacts()).find(
			({ email }) => email === 'lotte.visser@example.com',
		);
		expect(contact?.fields).toMatchObject({ newsletter: 'no', service: 'no' });
	});

	await test.step('deactivating removes the callback', async () => {
		await api.deactivate(workflow.id);
		expect(await sandbox.callbacks()).toEqual([]);
	});
});

test('an edit of a field that is not watched starts no execution', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow(PROFILES);
	const saved = await api.getWorkflow(workflow.id);
	for (const node of saved.nodes) {
		if (node.type.endsWith('.copernicaTrigger')) node.parameters.fieldsToWatch = ['Email'];
	}
	const { versionId } = await api.updateWorkflow(workflow.id, saved);
	await api.activate(workflow.id, versionId);
	await sandbox.tellChanges();

	const { id: profile } = await sandbox.edit({
		edit: 'create-profile',
		fields: { Email: 'milan.bos@example.com' },
	});
	await sandbox.settled();
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Notitie: 'Belt niet' } });
	await sandbox.settled();
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Email: 'm.bos@example.com' } });
	await sandbox.settled();

	const answers = (await sandbox.deliveries()).map(({ httpStatus, answer }) => ({
		httpStatus,
		answer: JSON.parse(answer ?? 'null') as unknown,
	}));
	expect(answers).toEqual([
		{ httpStatus: 200, answer: { status: 'accepted' } },
		{ httpStatus: 200, answer: expect.objectContaining({ code: 'FIELDS_NOT_WATCHED' }) },
		{ httpStatus: 200, answer: { status: 'accepted' } },
	]);
	expect(await finishedRuns(stage, workflow.id, 2)).toHaveLength(2);
});

test('the values of SQ_profile arrive as custom fields of the contact', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow('sq-profile-to-spotler-activate');
	await api.activate(workflow.id);

	const { id: profile } = await sandbox.edit({
		edit: 'create-profile',
		fields: { Email: 'noor.dekker@example.com', Voornaam: 'Noor', Achternaam: 'Dekker' },
	});
	await sandbox.edit({
		edit: 'create-subprofile',
		profile,
		collection: 'SQ_profile',
		fields: { Favoriet_merk: 'Example Bikes', Loyaliteitspunten: '120', Newsletter: 'Nee' },
	});
	await sandbox.settled();
	const [run] = await finishedRuns(stage, workflow.id, 1);

	const [completed] = await itemsOf(stage, run?.id ?? '', 'Add Profile');
	expect(completed?.json).toMatchObject({
		entity: 'subprofile',
		profileFields: { Email: 'noor.dekker@example.com' },
	});
	const contact = (await sandbox.contacts()).find(
		({ email }) => email === 'noor.dekker@example.com',
	);
	expect(contact?.fields).toMatchObject({
		firstname: 'Noor',
		lastname: 'Dekker',
		newsletter: 'no',
		custom_favourite_brand: 'Example Bikes',
		custom_loyalty_points: 120,
	});
});
