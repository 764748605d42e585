import { expect, it } from '@jest/globals';
import { cutsOf, GUARDS } from '../../history/guards';
import { readText } from '../docs/support/repository.cjs';

it.each(GUARDS)('"$name" is in its file once, so that it can be taken away', (guard) => {
	for (const { file, from, to } of cutsOf(guard)) {
		expect(readText(file).split(from)).toHaveLength(2);
		expect(to).not.toBe(from);
	}
});

it('each guard has a name of its own', () => {
	expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
});
