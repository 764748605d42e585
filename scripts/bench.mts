/**
 * `npm run bench [-- --quick]`: how fast the pure path is, and a real n8n with our workflow against one that is wired
 * by hand from n8n's own nodes. Writes bench/results.json; `--quick` tries everything and writes nothing.
 */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureCore, measureSignature } from '../bench/core/run.mts';
import { irrelevant, steady, storm } from '../bench/server/scenarios.mts';
import { openBench } from '../bench/server/stage.mts';
import { packPackage } from './host/pack.mts';
import { artifactsFolder, root } from './host/paths.mts';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		runs: { type: 'string', default: '5' },
		calls: { type: 'string', default: '10000' },
		only: { type: 'string', default: 'core,server' },
	},
});
const runs = values.quick ? 1 : Number(values.runs);
const calls = values.quick ? 200 : Number(values.calls);
const parts = values.only.split(',');

const SETTINGS: Record<string, NodeJS.ProcessEnv> = {
	lazy: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
	default: {},
};

const results: Record<string, unknown> = {
	at: new Date().toISOString(),
	machine: {
		processor: os.cpus()[0]?.model,
		cores: os.cpus().length,
		memoryGigabytes: Math.round(os.totalmem() / 2 ** 30),
		system: `${os.type()} ${os.release()}`,
		node: process.version,
		loadBefore: os.loadavg().map((load) => Number(load.toFixed(1))),
		note: 'Sender, sandbox and n8n share the cores.',
	},
	runs,
	calls,
};
const show = (name: string, value: unknown) => {
	results[name] = value;
	console.log(name, JSON.stringify(value));
};

if (parts.includes('core')) {
	measureCore(2000, 2);
	show(
		'core',
		[1, 1000, values.quick ? 2000 : 100_000].map((rows) =>
			measureCore(rows, rows > 10_000 ? Math.min(runs, 3) : runs),
		),
	);
	show(
		'signature',
		[1000, 100_000].map((bytes) => measureSignature(bytes, runs)),
	);
}
if (parts.includes('server')) {
	const packed = await packPackage(path.join(artifactsFolder, 'packed'));
	for (const [name, env] of Object.entries(SETTINGS)) {
		const stage = await openBench(packed, env);
		try {
			// Without lazy acquisition n8n takes so few calls a second that more of them only take longer.
			const size = Math.max(100, name === 'default' ? Math.round(calls / 10) : calls);
			show(`${name}.irrelevant`, await irrelevant(stage, runs, Math.round(size / 4)));
			show(`${name}.steady`, await steady(stage, runs, Math.round(size / 10)));
			show(`${name}.storm`, { calls: size, ...(await storm(stage, Math.min(runs, 3), size)) });
		} finally {
			await stage.close();
		}
	}
}
if (!values.quick) {
	writeFileSync(
		path.join(root, 'bench', 'results.json'),
		`${JSON.stringify(results, null, '\t')}\n`,
	);
}
