import type { Stage } from '../../../scripts/host/stage.mts';
import { expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

/** n8n looks once a minute at most. */
const TWO_LOOKS = 150_000;

const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
const addressOf = (number: number) => `gemist${number}@example.com`;

/** Fifty people who get the newsletter, as of before the workflow is published. */
async function makePeople({ sandbox }: Stage): Promise<number[]> {
	const ids: number[] = [];
	for (const number of numbers) {
		const fields = { Email: addressOf(number), Voornaam: `Voor ${number}`, Nieuwsbrief: 'Ja' };
		ids.push((await sandbox.edit({ edit: 'create-profile', fields, cause: 'import' })).id);
	}
	return ids;
}

/** What Activate has of the fifty. */
async function known({ sandbox }: Stage): Promise<Record<string, string>> {
	const contacts = await sandbox.contacts();
	return Object.fromEntries(
		contacts
			.filter(({ email }) => email?.startsWith('gemist'))
			.map(({ email, fields }) => [
				String(email),
				`${String(fields.firstname)}, newsletter ${String(fields.newsletter)}`,
			]),
	);
}

/** What Activate was told of somebody's newsletter, in order. */
async function saidOf({ sandbox }: Stage, email: string): Promise<unknown[]> {
	const events = (await sandbox.arrivals()).map(
		({ event }) => event as { email?: string; newsletter?: string },
	);
	return events.flatMap((event) =>
		event.email === email && event.newsletter !== undefined ? [event.newsletter] : [],
	);
}

type Stored = { id: number; fields: Record<string, string> };

async function stored({ sandbox }: Stage, id: number): Promise<Stored | undefined> {
	return (await sandbox.control<Stored[]>('GET', 'copernica/profiles')).find(
		(profile) => profile.id === id,
	);
}

test('n8n is stopped while fifty profiles change, five by unsubscribing: after its start all of them are right', async ({
	stage,
	importWorkflow,
}) => {
	test.setTimeout(600_000);
	test.skip(!stage.api.has('tablesMadeByNode'), 'The Data Table node makes tables since n8n 2.3');
	await stage.api.deleteTable('copernica_last_sent');
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('callbacks-and-catch-up-together');
	const ids = await makePeople(stage);
	await api.runFrom(id, 'Set Up');
	await finishedRuns(stage, id, 1);
	await api.activate(id);

	await test.step('a callback brings a change at once, and the next look skips it', async () => {
		await sandbox.edit({
			edit: 'update-profile',
			profile: ids[0] ?? 0,
			fields: { Voornaam: 'Nu' },
		});
		await finishedRuns(stage, id, 2);
		expect(await known(stage)).toEqual({ [addressOf(1)]: 'Nu, newsletter yes' });
		const sent = (await sandbox.arrivals()).length;
		await expect
			.poll(async () => (await finishedRuns(stage, id, 2)).length, { timeout: TWO_LOOKS })
			.toBe(3);
		const look = (await finishedRuns(stage, id, 3)).at(-1)?.id ?? '';
		expect(await itemsOf(stage, look, 'Changes Missed')).toHaveLength(1);
		const [skipped] = await itemsOf(stage, look, 'Skipped');
		expect(skipped?.json.skip).toMatchObject({ code: 'SAME_AS_LAST_SENT' });
		expect(await sandbox.arrivals()).toHaveLength(sent);
	});

	const expected: Record<string, string> = {};
	await stage.restart(async () => {
		for (const [index, profile] of ids.entries()) {
			const number = index + 1;
			if (number > 45) {
				const system = number % 2 === 0 ? 'ms' : 'publisher';
				await sandbox.edit({ edit: 'unsubscribe-profile', profile, system });
				// Both looks find these at the same time: one says no, the other one still yes.
				const isChanged = number > 47;
				const Voornaam = isChanged ? `Ook ${number}` : `Voor ${number}`;
				if (isChanged) {
					await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam } });
				}
				expected[addressOf(number)] = `${Voornaam}, newsletter no`;
				continue;
			}
			const Nieuwsbrief = number % 3 === 0 ? 'Nee' : 'Ja';
			await sandbox.edit({
				edit: 'update-profile',
				profile,
				fields: { Voornaam: `Na ${number}`, Nieuwsbrief },
				cause: 'form',
			});
			expected[addressOf(number)] =
				`Na ${number}, newsletter ${Nieuwsbrief === 'Ja' ? 'yes' : 'no'}`;
		}
		for (const number of numbers.slice(0, 10)) {
			const fields = { Voornaam: `Nog eens ${number}`, Nieuwsbrief: 'Nee' };
			await sandbox.edit({ edit: 'update-profile', profile: ids[number - 1] ?? 0, fields });
			expected[addressOf(number)] = `Nog eens ${number}, newsletter no`;
		}
	});
	await expect.poll(async () => await known(stage), { timeout: TWO_LOOKS }).toEqual(expected);

	await test.step('Copernica says no as well, and so nothing undoes it later', async () => {
		const unsubscribed = ids.slice(45);
		for (const profile of unsubscribed) {
			await expect.poll(async () => (await stored(stage, profile))?.fields.Nieuwsbrief).toBe('Nee');
		}
		const [profile = 0] = unsubscribed;
		const runs = (await finishedRuns(stage, id, 0)).length;
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam: 'Later' } });
		await finishedRuns(stage, id, runs + 1);
		await expect.poll(async () => (await known(stage))[addressOf(46)]).toBe('Later, newsletter no');
	});
	await test.step('no yes ever follows the no of who unsubscribed', async () => {
		for (const number of numbers.slice(45)) {
			const words = await saidOf(stage, addressOf(number));
			expect(words.slice(words.indexOf('no'))).not.toContain('yes');
		}
	});
	expect((await finishedRuns(stage, id, 0)).map(({ status }) => status)).not.toContain('error');
});

test('no public address: changes arrive by looking, and after n8n was killed between two looks', async ({
	stage,
	importWorkflow,
}) => {
	test.setTimeout(600_000);
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('no-public-address');
	const [first = 0, second = 0] = await makePeople(stage);
	await api.activate(id);
	expect(await sandbox.callbacks()).toEqual([]);
	expect(await finishedRuns(stage, id, 0)).toEqual([]);

	const rename = async (profile: number, Voornaam: string) =>
		await sandbox.edit({ edit: 'update-profile', profile, fields: { Voornaam } });
	await rename(first, 'Nieuw');
	await expect
		.poll(async () => await known(stage), { timeout: TWO_LOOKS })
		.toEqual({ [addressOf(1)]: 'Nieuw, newsletter yes' });
	await finishedRuns(stage, id, 1);

	await stage.crash(async () => void (await rename(second, 'Gemist')));
	await expect
		.poll(async () => await known(stage), { timeout: TWO_LOOKS })
		.toEqual({
			[addressOf(1)]: 'Nieuw, newsletter yes',
			[addressOf(2)]: 'Gemist, newsletter yes',
		});
	const runs = await finishedRuns(stage, id, 2);
	// What was handed on last comes once more: nobody knows whether the crash came before its end.
	const [again] = await itemsOf(stage, runs[1]?.id ?? '', 'Profiles Changed');
	expect(again?.json).toMatchObject({ profileId: String(first) });
});

test('a Copernica that is away when n8n starts keeps neither trigger from starting', async ({
	stage,
	importWorkflow,
}) => {
	test.setTimeout(600_000);
	test.skip(!stage.api.has('tablesMadeByNode'), 'The Data Table node makes tables since n8n 2.3');
	await stage.api.deleteTable('copernica_last_sent');
	const { api, sandbox } = stage;
	const { id } = await importWorkflow('callbacks-and-catch-up-together');
	const [first = 0, second = 0] = await makePeople(stage);
	await api.runFrom(id, 'Set Up');
	await finishedRuns(stage, id, 1);
	await api.activate(id);
	await stage.restart(async () => {
		await sandbox.edit({
			edit: 'update-profile',
			profile: first,
			fields: { Voornaam: 'Gemist' },
			cause: 'form',
		});
		await sandbox.control('POST', 'copernica/faults', {
			path: '/v4/',
			fault: { kind: 'status', status: 503 },
		});
	});
	// Without the profiles' own steps: a callback is answered all the same.
	await sandbox.edit({ edit: 'update-profile', profile: second, fields: { Voornaam: 'Nu' } });
	await sandbox.settled();
	expect((await sandbox.deliveries()).at(-1)?.httpStatus).toBe(200);
	await sandbox.control('DELETE', 'copernica/faults', {});
	await expect
		.poll(async () => (await known(stage))[addressOf(1)], { timeout: TWO_LOOKS })
		.toBe('Gemist, newsletter yes');
});
