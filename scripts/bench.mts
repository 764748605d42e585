/**
 * `npm run bench [-- --quick]`: how fast the pure path is, and a real n8n with our workflow against one that is wired
 * by hand from n8n's own nodes. Writes bench/results.json, the tables in bench/README.md and the chart above them; `--quick` tries everything
 * once with few calls and writes nothing; `--only=core,bulk` runs these parts and keeps the other results.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { INSPECTED } from '../bench/server/profile.mts';
import type { Results } from '../bench/server/runs.mts';
import { bulk, peers, writes } from '../bench/server/scenarios/bulk.mts';
import {
	irrelevant,
	refused,
	steady,
	storm,
	type Sizes,
} from '../bench/server/scenarios/callbacks.mts';
import { queue } from '../bench/server/scenarios/queue.mts';
import { settings } from '../bench/server/scenarios/settings.mts';
import { where } from '../bench/server/scenarios/where.mts';
import { openBench } from '../bench/server/stage.mts';
import { chartOf } from '../bench/chart.mts';
import { tablesOf, targetTable, type BenchResults } from '../bench/tables.mts';
import { buildPackage, packPackage } from './host/pack.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder, root } from './host/paths.mts';
import { readCount, readOptions, refuseOptions } from './host/options.mts';
import { missingServices } from './host/services.mts';

const PARTS = ['core', 'default', 'lazy', 'bulk', 'settings', 'queue', 'where'];

const USAGE = `npm run bench [-- --quick] [--runs 5] [--only core,bulk]
  --quick   tries everything once with few calls, and writes nothing
  --runs    rounds of each measurement
  --only    these parts only: ${PARTS.join(', ')}`;

const { values } = readOptions(USAGE, {
	options: {
		quick: { type: 'boolean', default: false },
		runs: { type: 'string', default: '5' },
		only: { type: 'string', default: PARTS.join(',') },
	},
});
const { quick } = values;
const runs = quick ? 1 : readCount('runs', values.runs, USAGE);
const parts = values.only.split(',');
const unknown = parts.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
	refuseOptions(`There is no part ${unknown.join(', ')}.`, USAGE);
}

const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
const resultsFile = 'bench/results.json';
const tablesFile = 'bench/README.md';
const chartFile = 'bench/chart.svg';
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const started = Date.now();
/** Parts that are left out keep what was measured before. */
const results = JSON.parse(read(resultsFile)) as BenchResults;
const show = <Value,>(name: string, value: Value): Value => {
	console.log(`${Math.round((Date.now() - started) / 1000)} s`, name, JSON.stringify(value));
	return value;
};
const scenario = (name: string, value: Results) => {
	results.scenarios[name] = show(name, value);
};

results.machine = show('machine', {
	at: new Date(started).toISOString(),
	processor: os.cpus()[0]?.model,
	cores: os.cpus().length,
	memoryGigabytes: Math.round(os.totalmem() / 2 ** 30),
	system: `${os.type()} ${os.release()}`,
	node: process.version,
	loadBefore: os.loadavg().map((load) => Number(load.toFixed(1))),
});

/** With `--quick` every contestant gets a few, just to see that all of it runs. */
const sized = (sizes: Sizes): Sizes =>
	quick ? Object.fromEntries(Object.keys(sizes).map((name) => [name, 40])) : sizes;

if (parts.includes('core')) {
	await buildPackage();
	// Not before: it loads what the build has made.
	const { measureCore, measureSignature } = await import('../bench/core/run.mts');
	const { measureMemory } = await import('../bench/core/memory.mts');
	// Once for nothing: the first rows would be measured in cold code.
	measureCore(2000, 2);
	results.core = show(
		'core',
		[1, 1000, quick ? 2000 : 100_000].map((rows) => measureCore(rows, runs)),
	);
	results.signature = show(
		'signature',
		[1000, 100_000].map((bytes) => measureSignature(bytes, runs)),
	);
	// Far more contacts than it may keep, and one contact many times: neither may grow it.
	const histories: Array<[contacts: number, changes: number]> = quick
		? [[500, 2]]
		: [
				[20_000, 1],
				[20_000, 3],
				[60_000, 1],
			];
	results.memory = show(
		'memory',
		histories.map(([contacts, changes]) => measureMemory(contacts, changes)),
	);
	await save();
}

const packed = parts.some((part) => part !== 'core')
	? await packPackage(path.join(artifactsFolder, 'packed'))
	: '';

/**
 * How many calls each contestant gets: what is slow gets few of them. In a storm n8n itself answers 503 once calls wait
 * for more than 5 seconds, so with its default settings there are fewer connections.
 */
const CALLBACKS = {
	default: {
		env: {},
		irrelevant: { ours: 150, floorInFlow: 150, floor: 150, handWired: 60 },
		refused: 150,
		steady: { ours: 80, ungrouped: 80, handWired: 80 },
		storm: { ours: 400, ungrouped: 400, grouped: 400, handWired: 200 },
		connections: 64,
	},
	lazy: {
		env: LAZY,
		irrelevant: { ours: 1500, floorInFlow: 1500, floor: 1500, handWired: 60 },
		refused: 1000,
		steady: { ours: 500, ungrouped: 250, handWired: 80 },
		storm: { ours: 5000, ungrouped: 1500, grouped: 5000, handWired: 200 },
		connections: 256,
	},
};

for (const [name, sizes] of Object.entries(CALLBACKS)) {
	if (!parts.includes(name)) continue;
	const stage = await openBench(packed, sizes.env);
	try {
		// Once for nothing, as in the core: code, connections and the key.
		await irrelevant(stage, 1, sized({ ours: 60, floorInFlow: 60, floor: 60, handWired: 30 }));
		await steady(stage, 1, sized({ ours: 40, ungrouped: 40, handWired: 30 }));
		scenario(`${name}.irrelevant`, await irrelevant(stage, runs, sized(sizes.irrelevant)));
		scenario(`${name}.refused`, await refused(stage, runs, quick ? 40 : sizes.refused));
		scenario(`${name}.steady`, await steady(stage, runs, sized(sizes.steady)));
		const ofStorm = sized(sizes.storm);
		scenario(`${name}.storm`, await storm(stage, runs, ofStorm, sizes.connections));
	} finally {
		await stage.close();
	}
	await save();
}

if (parts.includes('bulk')) {
	const stage = await openBench(packed, LAZY);
	try {
		await bulk(stage, 1, sized({ sync: 100, http: 100, httpLoop: 20 }), 0);
		const small = sized({
			sync: 10_000,
			syncInTurn: 10_000,
			http: 10_000,
			httpBatched: 500,
			httpLoop: 100,
		});
		scenario('bulk.10000', await bulk(stage, runs, small, 0));
		scenario('bulk.10000.slowDown', await bulk(stage, runs, small, 50));
		scenario('bulk.100000', await bulk(stage, 1, sized({ sync: 100_000, syncInTurn: 100_000 }), 0));
		scenario('peers', await peers(stage, quick ? 1 : 3, quick ? 40 : 1000));
		scenario('writes', await writes(stage, 1, sized({ upsert: 1000, upsertInTurn: 1000 })));
	} finally {
		await stage.close();
	}
	await save();
}
if (parts.includes('settings')) {
	const calls = (name: string) => (quick ? 20 : name === 'default' ? 60 : 150);
	scenario('settings', await settings(packed, quick ? 1 : 3, calls));
	await save();
}
if (parts.includes('queue')) {
	const missing = missingServices();
	if (missing === null)
		scenario('queue', await queue(packed, LAZY, quick ? 1 : 3, quick ? 40 : 400));
	else console.error(`${missing} Until then its throughput is not measured.`);
}
if (parts.includes('where')) {
	for (const [name, env] of Object.entries({ default: {}, lazy: LAZY })) {
		const stage = await openBench(packed, { ...env, ...INSPECTED });
		try {
			const calls = quick ? 40 : name === 'default' ? 150 : 1500;
			results.where[name] = show(`where.${name}`, await where(stage, calls));
		} finally {
			await stage.close();
		}
	}
}

const minutes = show('minutes', Number(((Date.now() - started) / 60_000).toFixed(1)));
if (parts.length === PARTS.length) results.minutes = minutes;
await save();

/** Writes what is measured so far: a run that is interrupted keeps the parts that it has finished. */
async function save(): Promise<void> {
	if (quick) return;
	await writePage(resultsFile, `${JSON.stringify(results, null, '\t')}\n`);
	writeFileSync(path.join(root, chartFile), chartOf(results.scenarios));
	await writePage(
		tablesFile,
		withPart(
			withPart(read(tablesFile), 'targets', targetTable(results)),
			'results',
			tablesOf(results),
		),
	);
}

/** Puts a text between the marks of a part of the page. */
function withPart(page: string, name: string, text: string): string {
	const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
	const [before = page, rest = ''] = page.split(start);
	return `${before}${start}\n\n${text}\n${end}${rest.split(end)[1] ?? ''}`;
}
