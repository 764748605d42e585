import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../sandbox/index';
import { keepTable, type Row } from './keepTable.cjs';
import { LAYERS, play, SCENARIOS } from './scenarios';
import { MAX_EXECUTIONS, type Guards } from './simulation';

let sandbox: Sandbox;
const rows: Row[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ seed: { people: 60 } });
});
afterAll(async () => {
	await sandbox.stop();
	keepTable(rows);
});

/** What is written back after an event, at most: the customer ID and the first name, each on its own. */
const WRITE_BACKS = 2;

const guarded = Object.entries(LAYERS).filter(([layer]) => layer !== 'None');

describe.each(guarded)('%s', (layer, guards) => {
	// One layer alone lets a write-back come round once; together they leave what people did.
	const rounds = layer === 'All four' ? 1 : 1 + WRITE_BACKS;

	it.each(Object.entries(SCENARIOS))(
		'%s: comes to rest, both sides equal',
		async (name, scenario) => {
			const { names, ...measure } = await play(sandbox, guards, scenario);
			rows.push({ layer, scenario: name, ...measure });
			expect(measure).toMatchObject({ rests: true, equal: true });
			expect(new Set(names)).toEqual(new Set([scenario.ends]));
			const messages = scenario.edits * scenario.told;
			expect(measure.executions).toBeLessThanOrEqual(messages * rounds);
			expect(measure.events).toBeLessThanOrEqual(measure.executions);
			expect(measure.callbacks).toBeLessThanOrEqual(messages * (1 + WRITE_BACKS));
			expect(measure.writes).toBeLessThanOrEqual(scenario.edits);
		},
	);
});

describe('None', () => {
	it.each(['1 edit', '2 profiles at once'])('%s: never comes to rest', async (name) => {
		const scenario = SCENARIOS[name];
		if (scenario === undefined) throw new Error(`No scenario "${name}"`);
		const { names, ...measure } = await play(
			sandbox,
			{ publisher: false, watch: false, filter: false, compare: false },
			scenario,
		);
		rows.push({ layer: 'None', scenario: name, ...measure });
		expect(measure.rests).toBe(false);
		expect(measure.executions).toBe(MAX_EXECUTIONS);
		expect(names).toHaveLength(2 * scenario.profiles);
	});
});

/** Why docs/measured/loops.md says to read again where both sides write the same field. */
describe('a flow that takes the callback at its word instead of reading again', () => {
	const played = async (name: string, guards: Guards) => {
		const scenario = SCENARIOS[name];
		if (scenario === undefined) throw new Error(`No scenario "${name}"`);
		return await play(sandbox, guards, { ...scenario, readAgain: false });
	};

	it('ends with the message that came last, which may be the older one', async () => {
		const guards = { publisher: true, watch: false, filter: true, compare: false };
		const { names } = await played('2 edits out of order, read again', guards);
		expect(names[1]).toBe('Between');
	});

	it('sends old values to and fro after A, B, A when both sides write the same field', async () => {
		const guards = { publisher: false, watch: false, filter: false, compare: true };
		const { rests } = await played('A, B, A at once, read again', guards);
		expect(rests).toBe(false);
	});

	it('ends with A after A, B, A when Publisher keeps write-backs silent', async () => {
		const guards = { publisher: true, watch: false, filter: false, compare: false };
		const { rests, names } = await played('A, B, A at once, read again', guards);
		expect({ rests, names }).toEqual({ rests: true, names: ['Start', 'Start'] });
	});
});
