import { describe, expect, it } from '@jest/globals';
import { Identities, peopleOf } from '../../../core/activate/identities';
import { sha256Hex } from '../../../core/canonical';

const ann = { email: 'ann@example.com', userid: 'U5' };
const [annAddress, annUser] = peopleOf(ann);

function knowing(...events: Array<{ email?: string; userid?: string | number }>): Identities {
	const identities = new Identities();
	for (const event of events) identities.learn(event);
	return identities;
}

describe('Identities', () => {
	it('knows an address, its hash and a user ID that were named together', () => {
		const identities = knowing(ann);
		expect(identities.othersOf({ email: ann.email })).toEqual([annUser]);
		expect(identities.othersOf({ email: sha256Hex(ann.email) })).toEqual([annUser]);
		expect(identities.othersOf({ userid: 'U5' })).toEqual([annAddress]);
		expect(identities.othersOf(ann)).toEqual([]);
		expect(identities.othersOf({ email: 'bob@example.com' })).toEqual([]);
		expect(identities.othersOf({})).toEqual([]);
	});

	it('knows each address that a user ID has had, and a number as its text', () => {
		const identities = knowing(
			{ email: 'old@example.com', userid: 5 },
			{ email: 'new@example.com', userid: '5' },
		);
		expect(identities.othersOf({ userid: 5 })).toHaveLength(2);
		expect(identities.othersOf({ email: 'old@example.com' })).toEqual(['userid 5']);
	});

	it.each([
		['an address of two user IDs', [ann, { ...ann, userid: 'U6' }]],
		[
			'a user ID of a crowd',
			[
				ann,
				...Array.from({ length: 20 }, (_, at) => ({ email: `g${at}@example.com`, userid: 'U5' })),
			],
		],
	])('takes %s for nobody in particular', (_who, events) => {
		const identities = knowing(...events);
		expect(identities.othersOf({ email: ann.email })).toEqual([]);
		expect(identities.othersOf({ userid: 'U5' })).toEqual([]);
	});

	it('keeps accounts apart', () => {
		const identities = new Identities();
		identities.learn(ann, 'one');
		expect(identities.othersOf({ email: ann.email }, 'other')).toEqual([]);
		expect(identities.othersOf({ email: ann.email }, 'one')).toEqual([annUser]);
	});

	it('forgets those that were named longest ago', () => {
		const identities = knowing(
			...Array.from({ length: 100 }, (_, at) => ({ email: `p${at}@example.com`, userid: at })),
			{ email: 'p0@example.com', userid: 0 },
		);
		identities.trim(10);
		const known = Array.from({ length: 100 }, (_, at) => at).filter(
			(at) => identities.othersOf({ userid: at }).length > 0,
		);
		expect(known).toEqual([0, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
	});
});
