import { describe, expect, it } from '@jest/globals';
import { toMilliseconds, toUnixSeconds } from '../../../core/activate/eventTime';

describe('the time of an event', () => {
	it.each([
		['2025-01-31T12:00:00Z', 1_738_324_800],
		['2025-01-31T12:00:00.999Z', 1_738_324_800],
		['2025-01-31T13:00:00+01:00', 1_738_324_800],
		['2025-01-31T13:00:00', 1_738_324_800],
		['2025-01-31 13:00', 1_738_324_800],
		['2025-07-01T14:00:00', 1_751_371_200],
		['2025-07-01', 1_751_320_800],
		['2025-03-30T03:30:00', 1_743_298_200],
		[1_738_324_800, 1_738_324_800],
		['1738324800', 1_738_324_800],
		[1_738_324_800_123, 1_738_324_800],
	])('reads %j in Amsterdam time', (value, expected) => {
		expect(toUnixSeconds(toMilliseconds(value, 'Europe/Amsterdam') ?? 0)).toBe(expected);
	});

	it.each([
		'',
		'now',
		'31-01-2025',
		'2025-02-30',
		'2025-13-01T00:00:00Z',
		'2025-02-30T10:00Z',
		'2025-02-30T10:00:00+01:00',
		'2025-04-31T10:00:00',
		'2023-02-29T23:59:59.000Z',
		'2025-01-31T25:00:00',
		'12',
		'1e9',
		-5,
		0.5,
		NaN,
	])('refuses %j', (value) => {
		expect(toMilliseconds(value, 'UTC')).toBeNull();
	});
});
