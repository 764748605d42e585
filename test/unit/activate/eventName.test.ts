import { describe, expect, it } from '@jest/globals';
import { checkEventName, isRepeatable, STANDARD_EVENTS } from '../../../core/activate/eventName';

describe('checkEventName', () => {
	it.each(['abc', 'A_1', 'x'.repeat(40), 'My_Event2'])('takes %s', (name) => {
		expect(checkEventName(name)).toEqual({ ok: true, name });
	});

	it.each(['', 'ab', 'x'.repeat(41), '1abc', '_abc', 'a-b-c', 'a b c', 'café', 'abc\n1'])(
		'refuses %j',
		(name) => {
			expect(checkEventName(name)).toMatchObject({ ok: false, code: 'EVENT_NAME_INVALID' });
		},
	);

	it('trims, and gives standard events the spelling of the vendor', () => {
		expect(checkEventName('  crmupdate ')).toEqual({ ok: true, name: 'CRMUpdate' });
	});

	it.each(['SessionStart', 'personalizationview', 'ProductDelete'])('refuses %s', (name) => {
		expect(checkEventName(name)).toMatchObject({ ok: false, code: 'EVENT_NAME_RESERVED' });
	});

	it('takes only CRMUpdate as repeatable', () => {
		expect(Object.keys(STANDARD_EVENTS).filter(isRepeatable)).toEqual(['CRMUpdate']);
		expect(isRepeatable('My_Event')).toBe(false);
	});
});
