/**
 * `npm run measure:figures`: how far a reader has to go through the code: files that a callback runs through, files that
 * are loaded, climbs, circles, imports that run up. The test test/unit/structure/figures.test.ts holds the same limits.
 */
import { measureFigures } from '../test/unit/structure/figures.ts';
import { readOptions } from './host/options.mts';

const { values } = readOptions(
	`npm run measure:figures [-- --list]
  --list    names what was counted`,
	{ options: { list: { type: 'boolean', default: false } } },
);

const figures = await measureFigures();
for (const { what, found, limit } of figures) {
	console.log(`${String(found.length).padStart(4)}  ${what} (at most ${limit})`);
	if (values.list) for (const one of found) console.log(`      ${one}`);
}
process.exitCode = figures.every(({ found, limit }) => found.length <= limit) ? 0 : 1;
