/**
 * `npm run demo`: the main job on this machine, without any account. Starts the sandbox (both vendors on loopback) and
 * a real n8n with this package and the active example workflows, then says where to look. With `--once` it does the
 * job once without a person, compares what arrived with what should have arrived, and ends.
 */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { N8nApi } from './host/api.mts';
import { packPackage } from './host/pack.mts';
import { readOptions } from './host/options.mts';
import { artifactsFolder } from './host/paths.mts';
import { importExample, openStage, type Stage } from './host/stage.mts';

const USAGE = `npm run demo               starts n8n and both vendors on this machine, and prints their addresses
npm run demo -- --once     runs a test without you, compares what arrived with what should have, and stops`;

const { once } = readOptions(USAGE, {
	options: { once: { type: 'boolean', default: false } },
}).values;

console.log('Building and packing the package…');
const packedPackage = await packPackage(path.join(artifactsFolder, 'packed'));
console.log('Starting the sandbox and n8n…');
const stage = await openStage({
	packedPackage,
	logFile: path.join(artifactsFolder, 'demo', 'n8n.log'),
});
try {
	const workflowIds = [
		await importExample(stage, 'copernica-profiles-to-spotler-activate'),
		await importExample(stage, 'sq-profile-to-spotler-activate'),
	];
	for (const id of workflowIds) await stage.api.activate(id);
	if (once) {
		process.exitCode = (await doTheJobOnce(stage, workflowIds)) ? 0 : 1;
	} else {
		showWhereToLook(stage);
		await new Promise<void>((resolve) => {
			for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
		});
	}
} finally {
	await stage.close();
}

function showWhereToLook({ n8n, sandbox }: Stage): void {
	const { copernica, activate } = sandbox.addresses;
	console.log(`
Ready. Everything runs on this machine only.

  1. Copernica (sandbox)          ${copernica.page}
     Open a profile, change a field or a consent, and save it.
  2. Spotler Activate (sandbox)   ${activate.page}
     Watch the event and the contact arrive.
  3. n8n                          ${n8n.url}
     Sign in with ${N8nApi.owner.email} and ${N8nApi.owner.password}, open a workflow and choose Executions.

Press Ctrl+C to stop and clean up.`);
}

/**
 * A person signs up, opts in, gets points, is edited in a field that nobody needs; somebody sends a forged call.
 * Prints `demo: ok {…}` when exactly the right things arrived.
 */
async function doTheJobOnce({ api, sandbox }: Stage, workflowIds: string[]): Promise<boolean> {
	const watched = ['Email', 'Voornaam', 'Achternaam', 'Nieuwsbrief', 'Service', 'Marketing'];
	await watchOnly(api, workflowIds[0] ?? '', watched);
	await sandbox.tellChanges();

	const { id: profile } = await sandbox.edit({
		edit: 'create-profile',
		fields: {
			Email: ' Sanne.Mulder@Example.com ',
			Voornaam: 'Sanne',
			Achternaam: 'Mulder',
			Geslacht: 'Vrouw',
			Geboortedatum: '1992-08-17',
			Telefoon: '06-87654321',
			Postcode: '3011 AA',
			Plaats: 'Rotterdam',
			Land: 'Nederland',
			Taal: 'Nederlands',
			Nieuwsbrief: '',
			Service: 'Ja',
			Marketing: 'Nee',
		},
	});
	await sandbox.settled();
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Ja' } });
	await sandbox.settled();
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Notitie: 'Belt liever niet' } });
	await sandbox.edit({
		edit: 'create-subprofile',
		profile,
		collection: 'SQ_profile',
		fields: { Favoriet_merk: 'Example Bikes', Loyaliteitspunten: '120' },
	});
	await sandbox.settled();
	await sandbox.control('POST', 'copernica/deliveries/plan', {
		signing: { mode: 'tampered-body' },
	});
	await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Nee' } });
	await sandbox.settled();

	const expected = {
		email: 'sanne.mulder@example.com',
		firstname: 'Sanne',
		lastname: 'Mulder',
		gender: 'F',
		birthdate: '1992-08-17',
		phone: '+31687654321',
		postcode: '3011 AA',
		city: 'Rotterdam',
		country: 'NL',
		language: 'nl-NL',
		newsletter: 'yes',
		service: 'yes',
		marketing: 'no',
		custom_favourite_brand: 'Example Bikes',
		custom_loyalty_points: 120,
	};
	let arrived: Record<string, unknown> = {};
	for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(100)) {
		const contact = (await sandbox.contacts()).find(({ email }) => email === expected.email);
		arrived = { email: contact?.email, ...contact?.fields };
		if (isDeepStrictEqual(sorted(arrived), sorted(expected))) break;
	}

	const deliveries = await sandbox.deliveries();
	const executions = (
		await Promise.all(workflowIds.map(async (id) => await api.executions(id)))
	).flat();
	const figures = {
		callbacks: deliveries.length,
		refused: deliveries.filter(({ httpStatus }) => httpStatus === 401).length,
		irrelevant: deliveries.filter(({ answer }) => answer?.includes('FIELDS_NOT_WATCHED')).length,
		executions: executions.length,
		accepted: (await sandbox.arrivals()).filter(({ status }) => status === 'stored').length,
	};
	const right =
		isDeepStrictEqual(sorted(arrived), sorted(expected)) &&
		isDeepStrictEqual(figures, {
			callbacks: 5,
			refused: 1,
			irrelevant: 1,
			executions: 3,
			accepted: 3,
		});
	console.log(`Arrived at Spotler Activate: ${JSON.stringify(arrived, null, 2)}`);
	if (!right) console.log(`Expected: ${JSON.stringify(expected, null, 2)}`);
	console.log(`demo: ${right ? 'ok' : 'not ok'} ${JSON.stringify(figures)}`);
	return right;
}

/** What a person does in the trigger to keep irrelevant callbacks from starting anything. */
async function watchOnly(api: N8nApi, workflowId: string, fields: string[]): Promise<void> {
	const workflow = await api.getWorkflow(workflowId);
	for (const node of workflow.nodes) {
		if (node.type.endsWith('.copernicaTrigger')) node.parameters.fieldsToWatch = fields;
	}
	const saved = await api.updateWorkflow(workflowId, {
		nodes: workflow.nodes,
		connections: workflow.connections,
		versionId: workflow.versionId,
	});
	await api.activate(workflowId, saved.versionId);
}

function sorted(values: Record<string, unknown>): Array<[string, unknown]> {
	return Object.entries(values).sort(([a], [b]) => a.localeCompare(b));
}
