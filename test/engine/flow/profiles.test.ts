import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import json from '../../../examples/copernica-profiles-to-spotler-activate.json';
import { skipSleeps } from '../support/index';
import { withSandbox } from '../../support/withSandbox';
import { startChain, type Chain, type Run } from './chain';
import { readExample } from './example';

/** The example "Copernica profiles to Spotler Activate" from an edit in Copernica to the contact in Activate. */

const example = readExample(json);
const sandbox = withSandbox();
let chain: Chain;

beforeEach(async () => {
	chain = await startChain(sandbox, example, {
		database: {
			__rl: true,
			mode: 'id',
			value: String(sandbox.copernica.store.findDatabase('Customers')?.id),
		},
		options: { resolvers: [sandbox.copernica.dohUrl] },
	});
});
afterEach(async () => {
	await chain.stop();
});

/** From now on the callback is written in the given shape. */
const writeAs = (shape: 'A' | 'B' | 'C') => {
	for (const callback of sandbox.copernica.callbacks.list()) {
		sandbox.copernica.callbacks.update(callback, { format: { shape, action: true } });
	}
};

const contact = (email: string) => sandbox.activate.contacts.find(email);
const eventNames = () =>
	sandbox.activate.arrivals().map(({ event }) => (event as { event: string }).event);

/** Every row is on exactly one end. */
function expectNothingLost(runs: Run[]): void {
	for (const { input, ends } of runs) {
		expect(Object.values(ends).flat()).toHaveLength(input.length);
	}
}

const countAt = (runs: Run[], name: string) => runs.flatMap(({ ends }) => ends[name] ?? []).length;

const PERSON = {
	Voornaam: ' Zoë ',
	Achternaam: "van 't Hof",
	Geslacht: 'Vrouw',
	Geboortedatum: '1999-02-28',
	Telefoon: '06-12345678',
	Postcode: '1012 AB',
	Plaats: "'s-Gravenhage",
	Land: 'Nederland',
	Taal: 'Nederlands',
	Nieuwsbrief: 'Ja',
	Service: 'Nee',
};
/**
 * A new person for each test: this process remembers what was said of an address, and the sandbox, which starts anew,
 * would give another record the ID of one that it knows.
 */
let address: string;
let person: typeof PERSON & { Email: string };
let persons = 0;
beforeEach(() => {
	persons += 1;
	address = `zoe.vanthof${persons}@example.com`;
	person = { Email: ` Zoe.vanthof${persons}@Example.com `, ...PERSON };
});

describe.each(['A', 'B', 'C'] as const)('callbacks of shape %s', (shape) => {
	beforeEach(() => {
		writeAs(shape);
	});

	it('a new customer becomes a contact, consents included and none guessed', async () => {
		const runs = await chain.edit({ edit: 'create-profile', fields: person });
		expectNothingLost(runs);
		expect(countAt(runs, 'Accepted')).toBe(1);
		expect(contact(address)).toMatchObject({ email: address });
		expect(contact(address)?.fields).toEqual({
			firstname: 'Zoë',
			lastname: "van 't Hof",
			gender: 'F',
			birthdate: '1999-02-28',
			phone: '+31612345678',
			postcode: '1012 AB',
			city: "'s-Gravenhage",
			country: 'NL',
			language: 'nl-NL',
			newsletter: 'yes',
			service: 'no',
		});
		expect(eventNames()).toEqual(['EmailOptIn']);
	});

	it('an opt-out arrives, and only that consent changes', async () => {
		const { id } = sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		await chain.edit();
		const runs = await chain.edit({
			edit: 'update-profile',
			profile: id,
			fields: { Nieuwsbrief: 'Nee' },
		});
		expectNothingLost(runs);
		expect(contact(address)?.fields).toMatchObject({ newsletter: 'no', service: 'no' });
		expect(contact(address)?.fields).not.toHaveProperty('marketing');
		expect(eventNames()).toEqual(['EmailOptIn', 'CRMUpdate']);
	});

	it('an opt-in later on arrives', async () => {
		const { id } = sandbox.copernica.edit({
			edit: 'create-profile',
			fields: { ...person, Nieuwsbrief: 'Nee' },
		});
		await chain.edit();
		expect(contact(address)?.fields.newsletter).toBe('no');
		await chain.edit({ edit: 'update-profile', profile: id, fields: { Nieuwsbrief: 'Ja' } });
		expect(contact(address)?.fields.newsletter).toBe('yes');
	});

	it('a consent that is emptied is unknown: Activate keeps what it has', async () => {
		const { id } = sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		await chain.edit();
		await chain.edit({ edit: 'update-profile', profile: id, fields: { Service: '' } });
		expect(contact(address)?.fields).toMatchObject({ newsletter: 'yes', service: 'no' });
		expect(contact(address)?.consentLog).toHaveLength(2);
	});

	it('a removed customer is opted out of everything', async () => {
		const { id } = sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		await chain.edit();
		const runs = await chain.edit({ edit: 'delete-profile', profile: id });
		expectNothingLost(runs);
		expect(contact(address)?.fields).toMatchObject({
			newsletter: 'no',
			service: 'no',
			marketing: 'no',
		});
	});
});

describe('what does not have to be sent', () => {
	it('a note that Activate has no field for', async () => {
		writeAs('C');
		const { id } = sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		await chain.edit();
		const sent = sandbox.activate.arrivals().length;
		const runs = await chain.edit({
			edit: 'update-profile',
			profile: id,
			fields: { Notitie: 'Belt liever' },
		});
		expectNothingLost(runs);
		expect(countAt(runs, 'Skipped')).toBe(1);
		expect(sandbox.activate.arrivals()).toHaveLength(sent);
	});

	it('older changes of the same customer in one run: the newest speaks for them', async () => {
		writeAs('C');
		const { id } = sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		for (const Nieuwsbrief of ['Nee', 'Ja', 'Nee']) {
			sandbox.copernica.edit({ edit: 'update-profile', profile: id, fields: { Nieuwsbrief } });
		}
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(countAt([run], 'Skipped')).toBe(3);
		expect(sandbox.activate.arrivals()).toHaveLength(1);
		expect(contact(address)?.fields.newsletter).toBe('no');
	});
});

describe('rows that need a person', () => {
	it('an address that is none ends on Invalid, and stops nobody else', async () => {
		sandbox.copernica.edit({ edit: 'create-profile', fields: { ...person, Email: 'geen-adres' } });
		sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(run.ends.Invalid?.map(({ json: row }) => row)).toEqual([
			expect.objectContaining({ status: 'invalid', code: expect.any(String) }),
		]);
		expect(contact(address)).not.toBeNull();
	});
});

describe('when Activate is not there', () => {
	let sleeps: ReturnType<typeof skipSleeps>;
	beforeEach(() => {
		sleeps = skipSleeps();
	});
	afterEach(() => {
		sleeps.restore();
	});

	it('for a moment: the row is sent again and taken once', async () => {
		sandbox.activate.faults.add({
			fault: { kind: 'status', status: 429, retryAfter: { seconds: 7 } },
			times: 2,
		});
		sandbox.copernica.edit({
			edit: 'create-profile',
			fields: { ...person, Nieuwsbrief: 'Nee' },
		});
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(countAt([run], 'Accepted')).toBe(1);
		expect(sleeps.waits.filter((ms) => ms >= 7000)).toHaveLength(2);
		expect(sandbox.activate.arrivals()).toHaveLength(1);
	});

	it('for good: the run stops with a clear fault, marks nothing as sent, and can be run again', async () => {
		const emails = Array.from({ length: 3 }, (_, index) => `klant${index}@example.com`);
		for (const Email of emails) {
			sandbox.copernica.edit({ edit: 'create-profile', fields: { ...person, Email } });
		}
		sandbox.activate.faults.add({ fault: { kind: 'status', status: 429 } });
		const run = await chain.runTogether();
		expect(run.flow.error).toMatchObject({ message: expect.any(String) });
		expect(countAt([run], 'Accepted')).toBe(0);
		expect(sandbox.activate.arrivals()).toEqual([]);

		sandbox.activate.faults.clear();
		const second = await chain.again(run);
		expectNothingLost([second]);
		expect(countAt([second], 'Accepted')).toBe(3);
		for (const email of emails) expect(contact(email)?.fields.newsletter).toBe('yes');
	});

	it('cut off after it took the row: an opt-in is not repeated blindly but shown as unknown', async () => {
		sandbox.activate.faults.add({ fault: { kind: 'cut-after' }, times: 1 });
		sandbox.copernica.edit({ edit: 'create-profile', fields: person });
		const run = await chain.runTogether();
		expectNothingLost([run]);
		expect(run.ends.Rejected?.map(({ json: row }) => row)).toEqual([
			expect.objectContaining({ status: 'unknown', event: 'EmailOptIn' }),
		]);
		expect(sandbox.activate.arrivals()).toHaveLength(1);
	});
});

describe('two systems that write to each other', () => {
	it.each(['A', 'B', 'C'] as const)(
		'come to rest when Activate writes its id back (shape %s)',
		async (shape) => {
			writeAs(shape);
			sandbox.activate.setEcho({ writes: ['customer-id'] });
			const runs = await chain.edit({ edit: 'create-profile', fields: person });
			expectNothingLost(runs);
			expect(runs.length).toBeLessThanOrEqual(2);
			expect(sandbox.activate.arrivals().length).toBeLessThanOrEqual(2);
			expect(contact(address)?.fields.newsletter).toBe('yes');
		},
	);

	it.each(['A', 'C'] as const)(
		'come to rest even if that id differs each time, because nothing else changed (shape %s)',
		async (shape) => {
			writeAs(shape);
			sandbox.activate.setEcho({ writes: ['customer-id'], alwaysDifferent: true });
			const runs = await chain.edit({ edit: 'create-profile', fields: person });
			expectNothingLost(runs);
			expect(sandbox.activate.arrivals().length).toBeLessThanOrEqual(2);
		},
	);

	it('come to rest through Publisher’s triggers alone, whatever is written back and told', async () => {
		for (const callback of sandbox.copernica.callbacks.list()) {
			sandbox.copernica.callbacks.update(callback, { triggers: ['publisher'] });
		}
		sandbox.activate.setEcho({
			writes: ['customer-id', 'audiences', 'same-fields'],
			alwaysDifferent: true,
		});
		const runs = await chain.edit({ edit: 'create-profile', fields: person });
		expect(runs).toHaveLength(1);
		expect(sandbox.activate.arrivals()).toHaveLength(1);
	});

	it('do not come to rest without any guard: a write-back that differs each time', async () => {
		writeAs('B');
		sandbox.activate.setEcho({ writes: ['same-fields'], alwaysDifferent: true });
		await expect(chain.edit({ edit: 'create-profile', fields: person })).rejects.toThrow(
			'does not come to rest',
		);
	});
});

describe('what is written down', () => {
	it('names no person, no key and no token', async () => {
		const runs = await chain.edit({ edit: 'create-profile', fields: person });
		const logs = JSON.stringify([chain.receiver.logs(), ...runs.map(({ flow }) => flow.logs)]);
		for (const secret of [address, 'Zoë', sandbox.activate.apiKey, sandbox.copernica.accessToken]) {
			expect(logs).not.toContain(secret);
		}
	});
});
