import { expect, it } from '@jest/globals';
import { compareMoments, momentOf } from '../../../core/contracts/order';
import { changeSchema, type Change } from '../../../core/contracts/change';
import { compileNormaliser } from '../../../core/normalise/normalise';
import { normaliseSettingsSchema } from '../../../core/normalise/settings';
import { withPolledAccount } from './account';

const account = withPolledAccount();

/** A callback as the trigger gives it, that arrived at some moment. */
function callback(change: Change, arrivedAt: number): Change {
	const receivedAt = new Date(arrivedAt).toISOString();
	return { ...change, receivedAt, order: arrivedAt * 1_000, sentAt: receivedAt };
}

const normalise = compileNormaliser(normaliseSettingsSchema.parse({}));

function momentAfterNormalise(change: Change) {
	const outcome = normalise(change);
	if (!outcome.ok) throw new Error(outcome.invalid.code);
	return momentOf(outcome.prepared.source);
}

it('what a look tells is newer than calls that came before it, also as a creation, and older than later ones', async () => {
	const { look } = await account.start();
	await look();
	account.pass(60);
	account.create({ Email: 'nieuw@example.com' });
	const before = Date.now();
	const [item] = await look();
	const after = Date.now() + 1;
	const polled = changeSchema.parse(item);
	expect(polled.change).toBe('create');
	const plain: Change = { ...polled, speaksForCreation: undefined };
	const update: Change = { ...plain, change: 'update' };
	const moment = momentAfterNormalise(polled);
	expect(
		compareMoments(moment, momentAfterNormalise(callback(update, before - 1))),
	).toBeGreaterThan(0);
	expect(compareMoments(moment, momentAfterNormalise(callback(update, after)))).toBeLessThan(0);
	// The very creation, whose call came late, has nothing newer to say.
	const creation: Change = { ...plain, change: 'create' };
	expect(compareMoments(moment, momentAfterNormalise(callback(creation, after)))).toBeGreaterThan(
		0,
	);
});
