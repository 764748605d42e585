import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Turns } from '../../../core/activate/turns';

/** Asks for a turn, and tells when it began. */
function ask(turns: Turns, people: string[]) {
	const turn = { end: () => undefined as void, began: false };
	void turns.take(people).then((end) => Object.assign(turn, { end, began: true }));
	return turn;
}

/** Lets everything run that waits for nothing. */
async function settled(): Promise<void> {
	for (let round = 0; round < 20; round++) await Promise.resolve();
}

describe('Turns', () => {
	it('lets those who share nobody go at once, and the others in their order', async () => {
		const turns = new Turns();
		const first = ask(turns, ['a', 'b']);
		const second = ask(turns, ['b', 'c']);
		const third = ask(turns, ['c']);
		const apart = ask(turns, ['d']);
		await settled();
		expect([first, second, third, apart].map(({ began }) => began)).toEqual([
			true,
			false,
			false,
			true,
		]);
		first.end();
		await settled();
		expect([second.began, third.began]).toEqual([true, false]);
		second.end();
		await settled();
		expect(third.began).toBe(true);
	});

	it('takes a person that is named twice once', async () => {
		const turns = new Turns();
		(await turns.take(['a', 'a']))();
		(await turns.take(['a']))();
	});

	it('looks at nobody but those who wait for the one that ends', async () => {
		const turns = new Turns();
		const began: number[] = [];
		const requests = Array.from({ length: 2000 }, async (_, request) => {
			const people = Array.from({ length: 50 }, (__, person) => `${request % 2} ${person}`);
			const end = await turns.take(people);
			began.push(request);
			end();
		});
		await Promise.all(requests);
		// Looking at all who wait, for each that ends, took many seconds.
		expect(began.filter((request) => request % 2 === 0)).toEqual(
			requests.flatMap((_, request) => (request % 2 === 0 ? [request] : [])),
		);
	});

	it('never lets two touch the same person, and never stands still', async () => {
		const requestLists = fc.array(
			fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
			{
				maxLength: 12,
			},
		);
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), requestLists, async (scheduler, all) => {
				const turns = new Turns();
				const busy = new Set<string>();
				let done = 0;
				const requests = all.map(async (people) => {
					const end = await turns.take(people);
					expect(people.filter((person) => busy.has(person))).toEqual([]);
					for (const person of people) busy.add(person);
					await scheduler.schedule(Promise.resolve());
					for (const person of people) busy.delete(person);
					end();
					done += 1;
				});
				await Promise.race([Promise.all(requests), scheduler.waitIdle()]);
				expect(done).toBe(all.length);
			}),
		);
	});
});
