import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { artifactsFolder } from '../../../scripts/host/paths.mts';
import {
	openStage,
	prepareWorkflow,
	readExample,
	type Stage,
} from '../../../scripts/host/stage.mts';
import { atRest, expect, test } from '../support/fixtures.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

/** Pairs of updates of one profile, newsletter Ja and then Nee: the second is what Activate must end with. */
const PAIRS = 30;

/** How the second callback of a pair follows the first. */
const pace = {
	'10 ms apart on one connection': {
		quirks: { deliveryConcurrency: 100, deliveryConnection: 'one' },
		gapMs: 10,
	},
	'sent once the first is answered': {
		quirks: { deliveryConcurrency: 1, deliveryConnection: 'own' },
		gapMs: 0,
	},
} as const;

/** Activate answers at once, or after any time up to 60 ms. */
const vendors = { fast: null, slow: { kind: 'slow', fromMs: 0, delayMs: 60 } } as const;

/** Forms of a callback: one tells what changed, the other only brings the values of its moment. */
const shapes = { told: 'C', untold: 'B' } as const;

type Case = { pace: keyof typeof pace; vendor: keyof typeof vendors; shape: keyof typeof shapes };

const cases: Case[] = [
	{ pace: '10 ms apart on one connection', vendor: 'fast', shape: 'told' },
	{ pace: 'sent once the first is answered', vendor: 'fast', shape: 'untold' },
	{ pace: '10 ms apart on one connection', vendor: 'slow', shape: 'untold' },
	{ pace: 'sent once the first is answered', vendor: 'slow', shape: 'told' },
];

/** Sends the pairs one after the other. @returns addresses whose newsletter does not end with the newer value */
async function wrongAfterPairs(stage: Stage, { pace: which, vendor, shape }: Case) {
	const { api, sandbox } = stage;
	await sandbox.reset();
	const example = readExample('copernica-profiles-to-spotler-activate');
	const { id: workflow } = await api.createWorkflow(await prepareWorkflow(stage, example));
	const profiles: number[] = [];
	for (let pair = 0; pair < PAIRS; pair++) {
		const fields = { Email: `pair-${pair}@example.com`, Nieuwsbrief: '' };
		profiles.push((await sandbox.edit({ edit: 'create-profile', fields })).id);
	}
	await api.activate(workflow);
	for (const { id } of await sandbox.callbacks()) {
		const changes = { format: { shape: shapes[shape], action: true } };
		await sandbox.control('PUT', 'copernica/callbacks', { id, changes });
	}
	const { quirks, gapMs } = pace[which];
	await sandbox.control('PUT', 'copernica/quirks', quirks);
	const fault = vendors[vendor];
	if (fault !== null) await sandbox.control('POST', 'activate/faults', { fault, path: 'track' });
	for (const profile of profiles) {
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Ja' } });
		await wait(gapMs);
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Nee' } });
	}
	await atRest(stage, workflow);
	await api.deactivate(workflow);
	const refused = (await sandbox.deliveries()).filter(({ httpStatus }) => httpStatus !== 200);
	const contacts = await sandbox.contacts();
	await api.deleteWorkflow(workflow);
	expect(refused.map(({ answer }) => answer)).toEqual([]);
	return profiles.flatMap((_, pair) => {
		const email = `pair-${pair}@example.com`;
		const newsletter = contacts.find((contact) => contact.email === email)?.fields.newsletter;
		return newsletter === 'no' ? [] : [`${email}: ${String(newsletter)}`];
	});
}

for (const [setting, env] of Object.entries({
	'n8n as it comes': {},
	'n8n with lazy isolates': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
})) {
	test.describe(`the newer of two consents wins, ${setting}`, () => {
		let stage: Stage;
		test.beforeAll(async () => {
			test.setTimeout(900_000);
			const packedPackage = process.env.PACKED_PACKAGE;
			if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
			stage = await openStage({
				packedPackage,
				env,
				logFile: path.join(artifactsFolder, 'order', `${Object.keys(env).length}.log`),
			});
		});
		test.afterAll(async () => await stage.close());

		for (const one of cases) {
			test(`${one.pace}, Activate ${one.vendor}, changes ${one.shape}`, async () => {
				test.setTimeout(300_000);
				expect(await wrongAfterPairs(stage, one)).toEqual([]);
			});
		}
	});
}
