import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { changeKeyOf, changeSchema, readChange, type Change } from '../../../core/contracts/change';
import { resendSchema } from '../../../core/contracts/result';
import { summarySchema } from '../../../core/contracts/summary';
import { applyFilter } from '../../../core/filter/filter';
import { compileFilter } from '../../../core/filter/rules';
import { filterSettingsSchema } from '../../../core/filter/settings';
import { compileNormaliser, type NormaliseOutcome } from '../../../core/normalise/normalise';
import { normaliseSettingsSchema } from '../../../core/normalise/settings';
import { planSync } from '../../../core/activate/planSync';
import { planTrack } from '../../../core/activate/planTrack';
import { resultOf } from '../../../core/activate/results';
import { exampleOf, sectionOf, tableOf } from './support/markdown';
import { readText } from './support/repository.cjs';

const trigger = readText('docs/guide/trigger.md');
const normaliseAndFilter = readText('docs/guide/normalise-and-filter.md');
const syncAndTrack = readText('docs/guide/sync-and-track.md');
const items = readText('docs/guide/items.md');
const change = changeSchema.parse(exampleOf(trigger, 'change'));

const normalise = compileNormaliser(
	normaliseSettingsSchema.parse({
		consents: [
			{ consent: 'newsletter', source: 'Nieuwsbrief', texts: { preset: 'dutchAndEnglish' } },
		],
		phoneCountry: 'NL',
	}),
);

function prepared(given: Change): Extract<NormaliseOutcome, { ok: true }>['prepared'] {
	const outcome = normalise(given);
	if (!outcome.ok) throw new Error(outcome.invalid.reason);
	return outcome.prepared;
}

describe('the JSON in the guide is what the steps really give', () => {
	it('Change: a whole one, with its own key', () => {
		expect(readChange(change, '')).toEqual({ ok: true, change });
		expect(change.changeKey).toBe(changeKeyOf(change));
	});

	it('Prepared profile', () => {
		expect(prepared(change)).toEqual(exampleOf(normaliseAndFilter, 'prepared'));
	});

	it('an unlisted text is invalid', () => {
		const fields = { ...change.fields, Nieuwsbrief: 'misschien' };
		const outcome = normalise({ ...change, fields });
		expect(outcome).toMatchObject({ ok: false, invalid: { code: 'CONSENT_VALUE_UNKNOWN' } });
	});

	it('a skipped row', () => {
		const unmapped = { ...change, previous: { Notitie: '' }, changed: ['Notitie'] };
		const filter = compileFilter(filterSettingsSchema.parse({}));
		const [decision] = applyFilter([{ prepared: prepared(unmapped), filter, lastSent: [] }]);
		const skip = decision?.keep === false ? decision.skip : null;
		expect({ skip }).toEqual(exampleOf(normaliseAndFilter, 'skip'));
	});

	it('the event and the result of Sync', () => {
		const [row] = planSync(
			[
				{
					itemIndex: 0,
					json: prepared(change),
					eventName: null,
					optOutOldAddress: [],
				},
			],
			change.receivedAt,
		);
		expect(row?.event).toEqual(exampleOf(syncAndTrack, 'event'));
		const outcome = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [] };
		const result = row === undefined ? null : resultOf(row, outcome, { includePayload: false });
		expect(result).toEqual(exampleOf(syncAndTrack, 'result'));
	});

	it('the event of Track', () => {
		const event = z.record(z.string(), z.unknown()).parse(exampleOf(syncAndTrack, 'track'));
		const [row] = planTrack(
			[
				{
					itemIndex: 0,
					eventName: 'Brochure_Requested',
					fields: [
						['email', 'anne@example.com'],
						['brochure', 'City bikes'],
					],
					fieldsJson: '',
					productsJson: '',
					timestamp: Number(event.timestamp),
				},
			],
			0,
			'Europe/Amsterdam',
		);
		expect(row?.event).toEqual(event);
	});
});

it('a summary in the guide has every key and no other', () => {
	const summary = exampleOf(syncAndTrack, 'summary');
	expect(summarySchema.strict().parse(summary)).toEqual(summary);
});

describe('the tables of the contracts', () => {
	const result = z.record(z.string(), z.unknown()).parse(exampleOf(syncAndTrack, 'result'));

	it.each([
		['## Change', Object.keys(change)],
		['## Prepared profile', Object.keys(prepared(change))],
		['## Summary', Object.keys(summarySchema.shape)],
		['## Result', [...Object.keys(result), 'payload', ...Object.keys(resendSchema.shape)]],
	])('%s names every key and no other', (heading, keys) => {
		const cells = tableOf(sectionOf(items, heading)).map(([cell = '']) => cell);
		expect(cells.flatMap((cell) => cell.match(/\w+/g) ?? []).sort()).toEqual([...keys].sort());
	});
});
