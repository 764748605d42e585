/**
 * One process's share of `npm run measure:history`, started by scripts/host/histories.mts; runs from a copy of the
 * sources too, in which a guard is taken away. Sends its numbers to its parent.
 */
import { parseArgs } from 'node:util';
import { checkHistory, describeHistory, findFailure, sampleHistories } from './check.ts';
import { coreStage } from './coreStage.ts';
import { count, emptyTally, type Tally } from './tally.ts';

/** What a part tells its parent. */
export type Message =
	| { kind: 'progress'; histories: number; wrong: number }
	| { kind: 'failure'; text: string }
	| { kind: 'done'; tally: Tally };

const send = async (message: Message) =>
	await new Promise<void>((resolve) => {
		if (process.send === undefined) {
			console.log(message);
			resolve();
		} else process.send(message, () => resolve());
	});

// The parent decides when to stop, and takes its parts with it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(1));

const { values } = parseArgs({
	options: {
		/** Each makes `size` histories; such as `0,2,4`. */
		seeds: { type: 'string', default: '0' },
		size: { type: 'string', default: '250' },
		/** How many failures to make small; each invariant once. */
		failures: { type: 'string', default: '6' },
		/** End at the first history that is wrong. */
		untilWrong: { type: 'boolean', default: false },
	},
});
const size = Number(values.size);
const tally = emptyTally();
const described = new Set<number>();

for (const seed of values.seeds.split(',').map(Number)) {
	for (const history of sampleHistories(seed, size)) {
		if (values.untilWrong && tally.wrong > 0) break;
		const checked = await checkHistory(history, coreStage);
		count(tally, checked);
		for (const { invariant } of checked.violations) {
			if (described.has(invariant) || described.size >= Number(values.failures)) continue;
			described.add(invariant);
			const text = await findFailure({
				stage: coreStage,
				runs: size,
				seed,
				counts: ({ violations }) => violations.some((other) => other.invariant === invariant),
			});
			await send({ kind: 'failure', text: text ?? (await describeHistory(history, coreStage)) });
		}
	}
	await send({ kind: 'progress', histories: tally.histories, wrong: tally.wrong });
}
await send({ kind: 'done', tally });
process.exit(0);
