import { describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { withSandbox } from '../../support/withSandbox';
import type { NodeRunOptions } from '../support';
import { preparedProfile, runActivate } from './support';

const sandbox = withSandbox();

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const fieldsOf = (email: string) => sandbox.activate.contacts.find(email)?.fields;

async function step(
	operation: string,
	items: readonly object[],
	parameters: INodeParameters = {},
	more: Partial<NodeRunOptions> = {},
) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation, ...parameters },
		items: items.map((item): IDataObject => ({ ...item })),
		...more,
	});
}

const consents = {
	consents: { consent: [{ consent: 'newsletter', field: 'newsletter', texts: 'dutchAndEnglish' }] },
};

/** A row through all the steps, as in the example. @returns the rows of Sync */
async function send(rows: readonly object[], parameters: INodeParameters = consents) {
	const { outputs } = await step('normalise', rows, parameters);
	const { outputs: kept } = await step('filter', json(outputs[0]));
	return json((await step('sync', json(kept[0]))).outputs[0]);
}

describe('rows from a form, a sheet or a shop', () => {
	it('arrive as they are, with the settings of a new node', async () => {
		const email = 'row1@example.com';
		const [result] = await send([{ email, newsletter: 'yes', firstname: 'Ann' }]);
		expect(result).toMatchObject({ status: 'accepted', event: 'CRMUpdate', profileId: null });
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'yes', firstname: 'Ann' });
	});

	it('without a consent that is mapped, a hint names the column that looks like one', async () => {
		const run = await step('normalise', [{ email: 'row2@example.com', newsletter: 'yes' }]);
		expect(json(run.outputs[0])).toMatchObject([{ profile: { email: 'row2@example.com' } }]);
		expect(run.hints.join('\n')).toContain('These look like consents: "newsletter"');
	});

	it('a column that is dragged into the form is taken by its name', async () => {
		const mapping = {
			mappingMode: 'defineBelow',
			value: { email: '={{ $json.billing.email }}', firstname: '={{ $json["First Name"] }}' },
		};
		const run = await step(
			'normalise',
			[{ billing: { email: 'row3@example.com' }, 'First Name': 'Ann' }],
			{ input: 'rows', mapBy: 'oneByOne', mapping },
		);
		expect(json(run.outputs[0])).toMatchObject([
			{ profile: { email: 'row3@example.com', firstname: 'Ann' } },
		]);
	});

	it('that cannot be used can be put right and prepared again', async () => {
		const row = { 'E-mail': 'row4@example.com', newsletter: { value: 'yes' } };
		const { outputs } = await step('normalise', [row], consents);
		const [invalid] = json(outputs[1]);
		expect(invalid).toMatchObject({
			code: 'VALUE_NOT_TEXT',
			field: 'newsletter',
			email: 'row4@example.com',
			change: row,
		});
		expect(invalid?.reason).toMatch(/"newsletter" must be a text.*put Edit Fields before/);
		const again = await step('normalise', [{ ...invalid, change: { ...row, newsletter: 'yes' } }], {
			...consents,
		});
		expect(json(again.outputs[0])).toMatchObject([{ profile: { newsletter: 'yes' } }]);
	});

	it('a row without an address says what to do in the editor', async () => {
		const run = await step('normalise', [{ naam: 'Ann' }]);
		const [invalid] = json(run.outputs[1]);
		expect(invalid).toMatchObject({ code: 'EMAIL_MISSING' });
		expect(invalid?.reason).toMatch(/Set Map Fields to One by One and choose the field/);
	});

	it('a Change among them is taken for what it is, and rows beside it are refused', async () => {
		const row = { email: 'row5@example.com' };
		const run = await step('normalise', [row, { fields: { Email: 'row6@example.com' } }]);
		expect(json(run.outputs[0])).toMatchObject([{ profile: { email: 'row6@example.com' } }]);
		expect(json(run.outputs[1])).toMatchObject([{ code: 'NOT_A_CHANGE', field: 'fields' }]);
	});

	it('a Change is no row, also where rows are asked for', async () => {
		const run = await step('normalise', [{ fields: { Email: 'a@example.com' } }], {
			input: 'rows',
		});
		expect(run.error?.message).toMatch(/Set Input to Changes or Rows/);
	});

	it('are refused as before by a node from 1.0.0', async () => {
		const run = await step(
			'normalise',
			[{ email: 'row7@example.com' }],
			{},
			{ settings: { typeVersion: 1 } },
		);
		expect(run.error?.message).toMatch(/put Edit Fields before it/);
	});
});

describe('what a row counts for beside Copernica', () => {
	const at = (email: string, newsletter: string, time: number) => {
		const { source, ...rest } = preparedProfile({ email, newsletter });
		return { ...rest, source: { ...source, order: time * 1000 } };
	};

	it('it is as new as its arrival: newer than a change before, older than one after', async () => {
		const email = 'row8@example.com';
		await step('sync', [at(email, 'no', Date.now() - 60_000)]);
		await send([{ email, newsletter: 'yes' }]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'yes' });
		await step('sync', [at(email, 'no', Date.now() + 1)]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});

	it('sent late, it does not undo an opt-out that came in after it', async () => {
		const email = 'row9@example.com';
		const { outputs } = await step('normalise', [{ email, newsletter: 'yes' }], consents);
		await step('sync', [at(email, 'no', Date.now() + 1)]);
		const late = await step('sync', json(outputs[0]));
		expect(json(late.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});

	it('put right and prepared again, it is as old as before', async () => {
		const email = 'row12@example.com';
		const { outputs } = await step('normalise', [{ email, newsletter: 'perhaps' }], consents);
		const [invalid] = json(outputs[1]);
		await step('sync', [at(email, 'no', Date.now() + 1)]);
		const change = { email, newsletter: 'yes' };
		const again = await step('normalise', [{ ...invalid, change }], consents);
		await step('sync', json(again.outputs[0]));
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});

	/** What a step refuses, put right after an opt-out has been sent, prepared again and sent. */
	async function putRight(email: string, refused: IDataObject, change: object) {
		await step('sync', [at(email, 'no', Date.now() + 1)]);
		const { outputs } = await step('normalise', [{ ...refused, ...change }], consents);
		const sent = await step('sync', json(outputs[0]));
		expect(json(sent.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	}

	it('nor is it newer when it could not even be read before', async () => {
		const email = 'row13@example.com';
		const wrong = { email, newsletter: { value: 'yes' } };
		const { outputs } = await step('normalise', [wrong], consents);
		const [invalid] = json(outputs[1]);
		expect(invalid).toMatchObject({ code: 'VALUE_NOT_TEXT', source: { change: 'update' } });
		// Still wrong, and so refused once more.
		const twice = await step('normalise', [invalid ?? {}], consents);
		const [again] = json(twice.outputs[1]);
		expect(again?.source).toEqual(invalid?.source);
		await putRight(email, again ?? {}, { change: { email, newsletter: 'yes' } });
	});

	it('nor when a setting could not be used', async () => {
		const email = 'row14@example.com';
		const change = { email, newsletter: 'yes', empty: 'nonsense' };
		const { outputs } = await step(
			'normalise',
			[change],
			{ ...consents, options: { emptyValues: '={{ $json.empty }}' } },
			{ settings: { onError: 'continueRegularOutput' } },
		);
		const [invalid] = json(outputs[1]);
		expect(invalid).toMatchObject({ code: 'SETTINGS_INVALID' });
		await putRight(email, invalid ?? {}, {});
	});

	it.each(['filter', 'sync'])('nor a change without a time that %s refused', async (operation) => {
		const email = `row15-${operation}@example.com`;
		const change = { profileId: 7, fields: { email, newsletter: 'yes' } };
		const good = preparedProfile({ email: `good-${email}` });
		const { outputs } = await step(operation, [good, change]);
		const [refused] = json(outputs[1]);
		expect(refused).toMatchObject({ source: { profileId: '7' } });
		await putRight(email, refused ?? {}, {});
	});

	it('nor a profile that Filter and Sync refused, or that waited between them', async () => {
		const made = (email: string, city: unknown): IDataObject => ({
			profile: { email, newsletter: 'yes', city },
		});
		const good = preparedProfile({ email: 'good16@example.com' });
		for (const [operation, city] of [
			['filter', {}],
			['sync', {}],
			['filter', 'Utrecht'],
		] as const) {
			const email = `row16-${operation}-${typeof city}@example.com`;
			const { outputs } = await step(operation, [good, made(email, city)]);
			const item = json(outputs[typeof city === 'string' ? 0 : 1]).at(-1);
			await step('sync', [at(email, 'no', Date.now() + 1)]);
			const late = await step('sync', [{ ...item, ...made(email, 'Utrecht') }]);
			expect(json(late.outputs[0])[0]?.status).toBe('accepted');
			expect(fieldsOf(email)).toMatchObject({ newsletter: 'no', city: 'Utrecht' });
		}
	});

	it('a flat row shows when it came in, and whose it is', async () => {
		const change = {
			profileId: 7,
			databaseId: '1',
			receivedAt: '2025-01-31T12:00:00+01:00',
			fields: { email: ['a@example.com'] },
		};
		const { outputs } = await step('normalise', [change], { options: { rowFormat: 'flat' } });
		expect(json(outputs[1])).toMatchObject([
			{
				code: 'VALUE_NOT_TEXT',
				profileId: '7',
				databaseId: '1',
				receivedAt: '2025-01-31T11:00:00.000Z',
			},
		]);
	});

	it('of two rows of one run that disagree about one address, the no wins', async () => {
		const email = 'row10@example.com';
		await send([
			{ email, newsletter: 'no' },
			{ email, newsletter: 'yes' },
		]);
		expect(fieldsOf(email)).toMatchObject({ newsletter: 'no' });
	});
});

describe('a profile that a person made', () => {
	it('needs nothing but "profile" in Filter and Sync', async () => {
		const item = { profile: { email: 'made1@example.com', newsletter: 'no' } };
		const { outputs } = await step('filter', [item]);
		const sent = await step('sync', json(outputs[0]));
		expect(json(sent.outputs[0])).toMatchObject([
			{ status: 'accepted', event: 'CRMUpdate', source: { change: 'update', profileId: null } },
		]);
		expect(fieldsOf('made1@example.com')).toMatchObject({ newsletter: 'no' });
	});

	it('does not undo what is said after it', async () => {
		const email = 'made2@example.com';
		await step('sync', [{ profile: { email, newsletter: 'no' } }]);
		const before = preparedProfile({ email, newsletter: 'yes' });
		const late = await step('sync', [before]);
		expect(json(late.outputs[0])).toMatchObject([{ status: 'skipped', code: 'OVERTAKEN' }]);
	});

	it('with an object among its values says which one', async () => {
		const run = await step('sync', [
			{ profile: { email: 'made3@example.com', city: { name: 'Utrecht' } } },
		]);
		const [rejected] = json(run.outputs[1]);
		expect(rejected).toMatchObject({ code: 'VALUE_NOT_SENDABLE' });
		expect(rejected?.reason).toMatch(/"city"/);
	});
});
