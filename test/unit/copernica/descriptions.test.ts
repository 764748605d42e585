import { describe, expect, it } from '@jest/globals';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';

/** Every object within a description, with the path that leads to it. */
function objectsIn(value: unknown, path = ''): Array<[string, object]> {
	if (typeof value !== 'object' || value === null) return [];
	return [
		[path, value],
		...Object.entries(value).flatMap(([key, part]) => objectsIn(part, `${path}.${key}`)),
	];
}

describe.each([
	new Copernica(),
	new CopernicaTrigger(),
	new CopernicaChangesTrigger(),
	new SpotlerActivate(),
])('the form of $description.displayName', ({ description }) => {
	it('has no regular expression for n8n to check: its time limit ends runs on a busy machine', () => {
		const rules = objectsIn(description).filter(
			([path, value]) => ('type' in value && value.type === 'regex') || /extractValue$/.test(path),
		);
		expect(rules.map(([path]) => path)).toEqual([]);
	});
});
