import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/index';
import { autoMapped, picked } from '../copernica/account';
import { runNode, sandboxCredentials, skipSleeps, type NodeRun } from '../support/index';
import { arm, countRow, detoured, repeats, runAndRepeat, type FaultRow } from './faultRow';
import type { VendorFault } from './vendorFaults';

async function runCopernica(
	sandbox: Sandbox,
	fault: VendorFault,
	parameters: INodeParameters,
	items: IDataObject[],
): Promise<NodeRun> {
	const credentials = sandboxCredentials(sandbox).copernicaApi ?? {};
	const sleeps = fault.rule?.fault.kind === 'slow' ? null : skipSleeps();
	const run = await runNode({
		nodeType: 'copernica',
		parameters,
		credentials: {
			copernicaApi: {
				...credentials,
				baseUrl: detoured(String(credentials.baseUrl), fault.detour),
			},
		},
		items,
	});
	sleeps?.restore();
	return run;
}

function seeded(sandbox: Sandbox) {
	const { store } = sandbox.copernica;
	const database = store.findDatabase('Customers');
	if (database === null) throw new Error('The sandbox is not filled');
	return { store, database: database.id, profiles: store.profilesOf(database.id) };
}

/** Create or Update with eight known people (read, then written where different) and two new ones. */
export async function upsertRow(sandbox: Sandbox, fault: VendorFault): Promise<FaultRow> {
	sandbox.reset();
	arm(sandbox, 'copernica', fault);
	const { store, database, profiles } = seeded(sandbox);
	const known = profiles.slice(0, 8).map(({ fields }) => String(fields.Email));
	const keys = [...known, 'new0@example.com', 'new1@example.com'];
	const parameters = {
		resource: 'profile',
		operation: 'upsert',
		database: picked(String(database)),
		fields: autoMapped(['Email']),
	};
	const items = keys.map((Email) => ({ Email, Plaats: 'Faultville' }));
	const outcome = await runAndRepeat(
		sandbox,
		fault,
		async (current) => await runCopernica(sandbox, current, parameters, items),
		() => sandbox.copernica.requests.list().length,
	);
	const all = () => store.profilesOf(database);
	return countRow({
		...outcome,
		step: 'Copernica: Create or Update',
		fault,
		keys,
		keyOf: ({ json }) => String(store.profiles.get(Number(json.profileId))?.fields.Email),
		isThere: (email) =>
			all().some(({ fields }) => fields.Email === email && fields.Plaats === 'Faultville'),
		twice: repeats(all().map(({ fields }) => String(fields.Email))),
	});
}

/** Add Profile with a change of a subprofile for each of ten people. */
export async function addProfileRow(sandbox: Sandbox, fault: VendorFault): Promise<FaultRow> {
	sandbox.reset();
	const { profiles } = seeded(sandbox);
	arm(sandbox, 'copernica', fault);
	const keys = profiles.slice(0, 10).map(({ id }) => String(id));
	const parameters = { resource: 'change', operation: 'addProfile' };
	const items = keys.map((profileId, at) => ({
		change: 'update',
		entity: 'subprofile',
		profileId,
		subprofileId: String(at + 1),
		databaseId: null,
		collectionId: null,
		fields: { Newsletter: 'Nee' },
		profileFields: null,
		previous: null,
		changed: null,
		interests: null,
		accountId: null,
		receivedAt: '2025-01-31T12:00:00.000Z',
		changeKey: 'a'.repeat(64),
	}));
	const outcome = await runAndRepeat(
		sandbox,
		fault,
		async (current) => await runCopernica(sandbox, current, parameters, items),
		() => sandbox.copernica.requests.list().length,
	);
	const complete = new Set(
		[...(outcome.run.outputs[0] ?? []), ...(outcome.again?.outputs[0] ?? [])]
			.filter(({ json }) => json.profileFields !== null)
			.map(({ json }) => String(json.profileId)),
	);
	return countRow({
		...outcome,
		step: 'Copernica: Add Profile',
		fault,
		keys,
		keyOf: ({ json }) => String(json.profileId),
		isThere: (id) => complete.has(id),
		twice: 0,
	});
}
