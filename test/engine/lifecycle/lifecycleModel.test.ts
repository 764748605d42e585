import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import fc from 'fast-check';
import { startSandbox, type Sandbox } from '../../../sandbox/index';
import { skipSleeps } from '../support/index';
import { troubles, World, type Instance, type Trouble } from './world';

/**
 * The registration as a machine: any order of what people, n8n and Copernica can do to it, over three triggers that
 * look alike. Whatever happens, another party's callback is not touched and none of ours is registered twice; and once
 * Copernica is well again, exactly what is wanted stands there.
 */

jest.setTimeout(900_000);

let sandbox: Sandbox;
let sleeps: ReturnType<typeof skipSleeps>;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => {
	await sandbox.stop();
});
beforeEach(() => {
	sleeps = skipSleeps();
});
afterEach(() => {
	sleeps.restore();
});

interface Step {
	name: string;
	run: (world: World) => Promise<void>;
}

const step = (name: string, run: Step['run']): Step =>
	Object.assign({ name, run }, { [fc.toStringMethod]: () => name });
const at = (world: World, index: number): Instance => {
	const instance = world.instances[index];
	if (instance === undefined) throw new Error(`No instance ${index}`);
	return instance;
};

const activate = (index: number) =>
	step(`activate ${index}`, async (world) => void (await world.activate(at(world, index))));
const deactivate = (index: number) =>
	step(`deactivate ${index}`, async (world) => await world.deactivate(at(world, index)));
const copernicaIs = (kind: Trouble) =>
	step(`Copernica is ${kind}`, async (world) => world.trouble(kind));
const copernicaIsWell = step('Copernica is well', async (world) => world.heal());
const rename = (index: number, name: string) =>
	step(`rename ${index} to ${name}`, async (world) => await world.rename(at(world, index), name));
/** Instance 2 is another n8n: it never has an address of the first. */
const move = (index: number, host: string) =>
	step(`move ${index} to ${host}`, async (world) => {
		const own = index === 2 ? `${host}-b` : host;
		await world.move(at(world, index), `https://${own}.example.com`);
	});
const choose = (index: number, actions: string[]) =>
	step(
		`choose ${actions.join('+')} for ${index}`,
		async (world) => await world.choose(at(world, index), actions),
	);
const removeByHand = (index: number) =>
	step(`a person removes the callback of ${index}`, async (world) =>
		world.removeByHand(await world.urlOf(at(world, index))),
	);
const addByHand = (index: number) =>
	step(`a person adds the URL of ${index}`, async (world) =>
		world.addByHand(await world.urlOf(at(world, index))),
	);

const ALL = ['create', 'update', 'delete'];
const kinds: Trouble[] = [...(Object.keys(troubles) as Array<keyof typeof troubles>), 'no id'];
const index = fc.constantFrom(0, 1, 2);
const steps: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 5, arbitrary: index.map(activate) },
	{ weight: 3, arbitrary: index.map(deactivate) },
	{ weight: 2, arbitrary: fc.constantFrom(...kinds).map(copernicaIs) },
	{ weight: 2, arbitrary: fc.constant(copernicaIsWell) },
	fc.tuple(index, fc.constantFrom('A', 'B')).map(([at, name]) => rename(at, name)),
	fc.tuple(index, fc.constantFrom('one', 'two', 'three')).map(([at, host]) => move(at, host)),
	fc.tuple(index, fc.constantFrom(['create'], ALL)).map(([at, actions]) => choose(at, actions)),
	index.map(removeByHand),
	index.map(addByHand),
);

/** What holds at every moment. */
function expectSane(world: World): void {
	expect(world.foreignNow()).toBe(world.foreign);
	const counts = new Map<string, number>();
	for (const { url, action } of world.ours()) {
		const key = `${action} ${url}`;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	for (const [key, count] of counts) {
		const byHand = world.byHand.get(key.slice(key.indexOf(' ') + 1)) ?? 0;
		expect([key, count <= 1 + byHand]).toEqual([key, true]);
	}
}

const wantedAction = ({ actions }: Instance) => (actions.length === 1 ? 'create' : 'all');

/** Copernica is well again: each trigger that goes live stands there exactly once, as it is set. */
async function expectLive(world: World): Promise<void> {
	world.heal();
	for (const instance of world.instances) {
		expect(await world.activate(instance)).toBe(true);
		const url = await world.urlOf(instance);
		expect(world.ours().filter((callback) => callback.url === url)).toMatchObject([
			{ action: wantedAction(instance), method: 'json', expression: '' },
		]);
		world.unknowable.delete(url);
	}
	expectSane(world);
}

async function expectGone(world: World): Promise<void> {
	for (const instance of world.instances) await world.deactivate(instance);
	const orphans = world.ours().filter(({ url }) => !world.unknowable.has(url));
	expect(orphans).toEqual([]);
	// What nobody can know any more was told to a person in the log.
	if (world.ours().length > 0 && world.byHand.size === 0) {
		expect(JSON.stringify(world.logs)).toContain('could not be removed');
	}
}

async function play(story: readonly Step[]): Promise<void> {
	const world = new World(sandbox);
	for (const { run } of story) {
		await run(world);
		expectSane(world);
	}
	await expectLive(world);
	await expectGone(world);
}

/** Orders that once went wrong, or would without one of the guards. */
const stories: Array<[why: string, story: Step[]]> = [
	['n8n starts again', [activate(0), activate(0), activate(0)]],
	['a copy beside it', [activate(0), activate(1), deactivate(0)]],
	['the same workflow in another n8n', [activate(0), activate(2), deactivate(0), activate(0)]],
	['a person removed it', [activate(0), removeByHand(0), activate(0)]],
	['a person entered it too', [activate(0), addByHand(0), activate(0)]],
	['a new name', [activate(0), rename(0, 'A'), rename(0, 'B')]],
	['a new address', [activate(0), move(0, 'two'), move(0, 'three')]],
	['other actions', [activate(0), choose(0, ['create']), choose(0, ALL)]],
	['taken down while Copernica is down', [activate(0), copernicaIs('down'), deactivate(0)]],
	[
		'a new address while the old one cannot be removed',
		[activate(0), copernicaIs('forbidding removal'), move(0, 'two'), move(0, 'three')],
	],
	[
		'other actions while the old ones cannot be removed, then a new address',
		[activate(0), copernicaIs('forbidding removal'), choose(0, ['create']), move(0, 'two')],
	],
	[
		'taken down in vain, then a new address',
		[activate(0), addByHand(0), copernicaIs('forbidding removal'), deactivate(0), move(0, 'two')],
	],
	...kinds.flatMap((kind): typeof stories => [
		[`Copernica is ${kind} at the first activation`, [copernicaIs(kind), activate(0), activate(0)]],
		[`Copernica is ${kind} at a restart`, [activate(0), copernicaIs(kind), activate(0)]],
		[
			`Copernica is ${kind} when it moves`,
			[activate(0), activate(1), copernicaIs(kind), move(0, 'two'), deactivate(0)],
		],
	]),
];

describe('the registration', () => {
	it.each(stories)('holds: %s', async (_why, story) => await play(story));

	it('holds in any order of events', async () => {
		// One seed, so that a red run can be repeated.
		await fc.assert(fc.asyncProperty(fc.array(steps, { minLength: 3, maxLength: 12 }), play), {
			numRuns: 40,
			seed: 20250304,
		});
	});
});
