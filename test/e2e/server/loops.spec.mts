import type { Stage } from '../../../scripts/host/stage.mts';
import { atRest, expect, finishedRuns, test, type Imported } from '../support/fixtures.mts';

// The fast simulation in test/engine/loops plays every layer and scenario; here the real n8n runs them, concurrently.

const EXAMPLE = 'copernica-profiles-to-spotler-activate';
const MANY = 20;

/**
 * Activate writes its customer ID and the first name back.
 *
 * @param noChangeFires whether Copernica also calls back when nothing changed by it. Such a call names no field, and what
 *   is not told cannot be screened by field: that is for the other layers.
 */
async function provokeLoops(stage: Stage, noChangeFires: boolean): Promise<void> {
	await stage.sandbox.control('PUT', 'copernica/quirks', { noChangeFires });
	await stage.sandbox.control('PUT', 'activate/echo', {
		writes: ['customer-id', 'same-fields'],
		mapping: { firstname: 'Voornaam' },
	});
}

/** Activates the example, with a step behind its trigger that reads each profile as it is now. */
async function activate(stage: Stage, { id }: Imported, fieldsToWatch: string[]): Promise<void> {
	const workflow = await stage.api.getWorkflow(id);
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.copernicaTrigger')) Object.assign(node.parameters, { fieldsToWatch });
	}
	workflow.nodes.push({
		id: '00000000-0000-4000-8000-000000000999',
		name: 'Read It Again',
		type: 'n8n-nodes-copernica-spotler.copernica',
		typeVersion: 1,
		position: [-120, 80],
		parameters: {
			resource: 'profile',
			operation: 'get',
			profileId: '={{ $json.profileId }}',
			output: 'change',
		},
		credentials: { copernicaApi: stage.credentials.copernicaApi },
	});
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	workflow.connections['Profile Changed'] = to('Read It Again');
	workflow.connections['Read It Again'] = to('Normalise Profile');
	const { versionId } = await stage.api.updateWorkflow(id, workflow);
	await stage.api.activate(id, versionId);
	await stage.sandbox.tellChanges();
}

async function untickBoxes(stage: Stage): Promise<void> {
	for (const { id } of await stage.sandbox.callbacks()) {
		await stage.sandbox.control('PUT', 'copernica/callbacks', {
			id,
			changes: { triggers: ['publisher'] },
		});
	}
}

async function createProfiles(stage: Stage, count: number): Promise<number[]> {
	const ids: number[] = [];
	for (let number = 1; number <= count; number += 1) {
		const fields = { Email: `lus${number}@example.com`, Voornaam: 'Start' };
		ids.push((await stage.sandbox.edit({ edit: 'create-profile', fields })).id);
	}
	return ids;
}

async function firstNames(stage: Stage, email: RegExp) {
	const profiles = await stage.sandbox.control<Array<{ fields: Record<string, string> }>>(
		'GET',
		'copernica/profiles',
	);
	return {
		copernica: profiles
			.filter(({ fields }) => email.test(fields.Email ?? ''))
			.map(({ fields }) => fields.Voornaam),
		activate: (await stage.sandbox.contacts())
			.filter((contact) => email.test(contact.email ?? ''))
			.map(({ fields }) => fields.firstname),
	};
}

for (const layer of ['Publisher', 'Trigger'] as const) {
	test(`${MANY} profiles edited at once, guarded by layer ${layer} alone: one run each, then silence`, async ({
		stage,
		importWorkflow,
	}) => {
		const workflow = await importWorkflow(EXAMPLE);
		const ids = await createProfiles(stage, MANY);
		await activate(stage, workflow, layer === 'Trigger' ? ['Email', 'Voornaam'] : []);
		if (layer === 'Publisher') await untickBoxes(stage);
		await provokeLoops(stage, layer === 'Publisher');

		for (const profile of ids) {
			await stage.sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Nieuw' } });
		}
		await finishedRuns(stage, workflow.id, MANY);
		expect(await atRest(stage, workflow.id)).toBe(MANY);
		expect(await stage.sandbox.arrivals()).toHaveLength(MANY);
		const names = await firstNames(stage, /^lus/);
		expect(new Set([...names.copernica, ...names.activate])).toEqual(new Set(['Nieuw']));
		expect(names.activate).toHaveLength(MANY);
	});
}

test('A, B, A within a second, told out of order: both sides end with A', async ({
	stage,
	importWorkflow,
}) => {
	const workflow = await importWorkflow(EXAMPLE);
	const [profile = 0] = await createProfiles(stage, 1);
	await activate(stage, workflow, ['Email', 'Voornaam']);
	await provokeLoops(stage, false);

	await stage.sandbox.control('POST', 'copernica/deliveries/plan', { hold: true, times: 2 });
	await stage.sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Bea' } });
	await stage.sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Start' } });
	await stage.sandbox.control('POST', 'copernica/deliveries/release', { order: 'reversed' });
	await finishedRuns(stage, workflow.id, 2);
	expect(await atRest(stage, workflow.id)).toBe(2);
	expect(await firstNames(stage, /^lus/)).toEqual({ copernica: ['Start'], activate: ['Start'] });
});
