import { expect, it } from '@jest/globals';
import { GUARDS } from '../../history/guards';
import { readText } from '../docs/support/repository.cjs';

it.each(GUARDS)('"$name" is in its file once, so that it can be taken away', (guard) => {
	expect(readText(guard.file).split(guard.from)).toHaveLength(2);
	expect(guard.to).not.toBe(guard.from);
});

it('each guard has a name of its own', () => {
	expect(new Set(GUARDS.map(({ name }) => name)).size).toBe(GUARDS.length);
});
