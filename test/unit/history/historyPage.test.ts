import { expect, it } from '@jest/globals';
import { EXCUSES } from '../../history/oracle';
import { emptyTally } from '../../history/tally';
import { historyPage } from '../../../scripts/pages/historyPage';
import { readText } from '../docs/support/repository.cjs';

const page = historyPage({
	command: 'npm run measure:history -- --runs 100000 --seed 1',
	tally: { ...emptyTally(), histories: 100_000 },
	minutes: 6.94,
	guards: [
		{
			guard: 'signed date',
			noticed: true,
			tally: {
				...emptyTally(),
				histories: 17,
				violations: { 1: 1, 2: 0, 3: 0, 4: 0, 5: 0, 6: 1 },
			},
		},
		{ guard: 'order memory', noticed: false, tally: { ...emptyTally(), histories: 1000 } },
	],
	guardRuns: 1000,
	guardMinutes: 0.4,
});

it('begins with what was found and how long it took', () => {
	expect(page).toContain(
		'Made by `npm run measure:history -- --runs 100000 --seed 1` in 6.9 min, and less than a minute for the guards;',
	);
	expect(page).toContain(
		'**0 violations in 100,000 histories. 1 of 2 guards are missed when taken away.**',
	);
});

it('says of each guard how long it took until it was missed, and what broke', () => {
	expect(page).toContain('| signed date | 17 | 1, 6 |');
	expect(page).toContain('| order memory | **not noticed** |  |');
});

it('has every reason that the README explains', () => {
	const readme = readText('test/history/README.md');
	for (const name of EXCUSES) {
		expect(page).toContain(`| \`${name}\` |`);
		expect(readme).toContain(`| \`${name}\` |`);
	}
});
