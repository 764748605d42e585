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

const USAGE = `npm run demo               starts n8n with two example workflows, and pages that imitate Copernica and
                           Spotler Activate, on this machine only. No accounts are needed. It prints the
                           addresses; the first page has a guided tour of five steps. Ctrl+C stops it and
                           removes what it made.
npm run demo -- --once     does the job once without you, compares what arrived with what should have, prints
                           "demo: ok" with the figures, and ends with 0, or with 1 if something was different
npm run demo -- --help     prints this

The first start installs n8n in ~/.cache (about 3 GB, 3 minutes). N8N_SERVER chooses another n8n: npm:2.3.6@22,
an image such as image:stable (needs Docker on Linux), or url:http://127.0.0.1:5678, one that runs here already.
The log of n8n is in artifacts/demo/n8n.log.`;

/** What Activate needs; edits of other fields, such as Notitie, start nothing. */
const WATCHED_FIELDS = [
	...['Email', 'Voornaam', 'Achternaam', 'Geslacht', 'Geboortedatum', 'Telefoon'],
	...['Postcode', 'Plaats', 'Land', 'Taal', 'Nieuwsbrief', 'Service', 'Marketing'],
];

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
	await watchOnly(stage.api, workflowIds[0] ?? '', WATCHED_FIELDS);
	await stage.sandbox.tellChanges();
	if (once) {
		process.exitCode = (await doTheJobOnce(stage, workflowIds)) ? 0 : 1;
	} else {
		await guide(stage, workflowIds);
		await new Promise<void>((resolve) => {
			for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
		});
	}
} finally {
	await stage.close();
}

/** Sets up the guided tour, and says where to look. */
async function guide({ api, n8n, sandbox }: Stage, workflowIds: string[]): Promise<void> {
	const { copernica, activate } = sandbox.addresses;
	const [profiles = '', subprofiles = ''] = workflowIds.map(
		(id) => `${n8n.url}/workflow/${id}/executions`,
	);
	await sandbox.guideTo({ executions: profiles, cookie: await api.browserSession() });
	console.log(`
Ready. Everything runs on this machine only. Start here: the page has a guided tour of five steps.

  ${copernica.page}

  Copernica (sandbox)          ${copernica.page}
  Spotler Activate (sandbox)   ${activate.page}
  Executions in n8n            ${copernica.page}tour/executions   signs you in
     of changed profiles       ${profiles}
     of SQ_profile             ${subprofiles}
     sign in yourself          ${N8nApi.owner.email} and ${N8nApi.owner.password}

To build a workflow of your own in this n8n, choose the credentials that are there, and in a Copernica Trigger
set the option DNS-over-HTTPS Resolvers to the sandbox's resolver, which knows its signing keys:
  ${copernica.dohUrl}

Press Ctrl+C to stop and clean up.`);
}

/**
 * A person signs up, opts in, gets points, is edited in a field that nobody needs; somebody sends a forged call.
 * Prints `demo: ok {…}` when exactly the right things arrived.
 */
async function doTheJobOnce({ api, sandbox }: Stage, workflowIds: string[]): Promise<boolean> {
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
