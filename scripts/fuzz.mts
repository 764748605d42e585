/**
 * `npm run measure:fuzz [-- --runs 1000000 --seed 1]`: hostile inputs for everything that reads what strangers send, the long
 * form of test/unit/security/fuzz.test.ts. Ends with code 1 when something throws, a prototype is touched, time grows
 * faster than the input, or memory is kept. Writes docs/measured/fuzzing.md.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readCount, readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';

const { mutate, MAX_LENGTH } = await import('../test/fuzz/mutate.ts');
const { Random } = await import('../test/fuzz/random.ts');
const { checkPrototypes, targets } = await import('../test/fuzz/targets.ts');

const USAGE = `npm run measure:fuzz [-- --runs 1000000 --seed 1]
  --runs   inputs in all
  --seed   the same seed makes the same inputs`;

const { values } = readOptions(USAGE, {
	options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const each = Math.ceil(readCount('runs', values.runs, USAGE) / targets.length);
const seed = readCount('seed', values.seed, USAGE);
const findings: string[] = [];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Milliseconds of the quickest of five tries: the machine does other things too. */
function quickest(work: () => void): number {
	const times = [1, 2, 3, 4, 5].map(() => {
		const started = performance.now();
		work();
		return performance.now() - started;
	});
	return Math.min(...times);
}

/** Worst growth of time when an input of the target doubles, from 256 KB to 2 MB; 2 is linear. */
function growthOf({ name, growth, read }: (typeof targets)[number]): number {
	let worst = 0;
	for (const [index, grow] of growth.entries()) {
		const unit = Math.max(1, grow(1001).length - grow(1000).length);
		const timeOf = (kilobytes: number): number => {
			const text = grow(Math.ceil((kilobytes * 1024) / unit));
			return quickest(() => read(text, new Random(seed)));
		};
		const smaller = timeOf(256);
		if (smaller > 3_000)
			findings.push(`${name}: growing input ${index} takes ${smaller.toFixed(0)} ms`);
		const larger = smaller > 3_000 ? 0 : timeOf(2048);
		// Below a few milliseconds nothing but noise is measured.
		if (larger < 20) continue;
		const perDoubling = Math.cbrt(larger / Math.max(smaller, 0.05));
		worst = Math.max(worst, perDoubling);
		if (perDoubling > 3.5)
			findings.push(
				`${name}: growing input ${index} takes x${perDoubling.toFixed(1)} per doubling`,
			);
	}
	return worst;
}

const lines: string[] = [];
let total = 0;
for (const target of targets) {
	const random = new Random(seed);
	const outcomes = new Map<string, number>();
	let slowest = 0;
	collect();
	const before = process.memoryUsage().heapUsed;
	for (let run = 0; run < each; run++) {
		const text = mutate(target.seeds, random);
		const started = performance.now();
		try {
			const outcome = target.read(text, random);
			outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
		} catch (fault) {
			findings.push(`${target.name}: ${String(fault)} for ${JSON.stringify(text.slice(0, 300))}`);
			if (findings.length > 20) break;
		}
		slowest = Math.max(slowest, performance.now() - started);
		total += 1;
	}
	try {
		checkPrototypes();
	} catch (fault) {
		findings.push(`${target.name}: ${String(fault)}`);
	}
	collect();
	const kept = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
	if (kept > 32) findings.push(`${target.name}: keeps ${kept.toFixed(0)} MB`);
	const growth = growthOf(target);
	const commonest = [...outcomes]
		.sort((a, b) => b[1] - a[1])
		.slice(0, 6)
		.map(([outcome, count]) => `${outcome} ${count}`)
		.join(', ');
	lines.push(
		`| ${target.name} | ${each} | ${outcomes.size} | ${commonest} | ${slowest.toFixed(1)} | ${growth === 0 ? '< 20 ms' : `x${growth.toFixed(1)}`} | ${Math.max(0, kept).toFixed(1)} |`,
	);
	console.log(lines.at(-1));
}

const report = [
	'# Fuzzing',
	'',
	`Made by \`npm run measure:fuzz -- --runs ${values.runs} --seed ${values.seed}\`; do not edit. The inputs are valid ones that were changed at random (pieces inserted, removed or repeated, bytes replaced), up to ${MAX_LENGTH} characters, all from one seed. Then come inputs designed to do harm, growing from 256 KB to 2 MB. \`npm test\` runs the first 1,500 of each, and the growing ones (\`test/unit/security/fuzz.test.ts\`).`,
	'',
	'For every input (`test/fuzz/targets.ts`), all of this must be true: nothing is thrown; no key reaches a prototype; the output is no larger than the input accounts for; nothing gets in without a valid signature; a refusal is never read as success; no address or token stays in a text; time grows no faster than the input (x2 per doubling is linear); no memory is kept.',
	'',
	`**${total} inputs, ${findings.length} findings.**`,
	'',
	'| Reader | Inputs | Different outcomes | Most frequent outcomes | Slowest, ms | Time per doubling | MB kept |',
	'| --- | --: | --: | --- | --: | --- | --: |',
	...lines,
	'',
	...findings.map((finding) => `- ${finding}`),
	'',
	'Found along the way, and fixed with tests in `test/unit/security/hostileAnswers.test.ts`: an answer from Activate that was nested several thousand levels deep stopped the run with a stack overflow, and masking a refusal from Copernica of several hundred kilobytes without a space for the log took quadratic time.',
	'',
].join('\n');
await writePage('docs/measured/fuzzing.md', report);
console.log(`${total} inputs, ${findings.length} findings: docs/measured/fuzzing.md`);
process.exitCode = findings.length > 0 ? 1 : 0;
