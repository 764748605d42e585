import type { Sandbox } from '../../../sandbox/index';
import { startSimulation, type Guards, type Measure } from './simulation';

const off: Guards = { publisher: false, watch: false, filter: false, compare: false };

/** Each layer alone, all together, and none. */
export const LAYERS: Record<string, Guards> = {
	'1 Publisher: rest and soap unticked': { ...off, publisher: true },
	'2 Trigger: watched fields': { ...off, watch: true },
	'3 Filter: same as last sent': { ...off, filter: true },
	'4 Copernica node: writes differences only': { ...off, compare: true },
	'All four': { publisher: true, watch: true, filter: true, compare: true },
	None: off,
};

/** One thing that happens in Copernica. */
export interface Scenario {
	profiles: number;
	/** Edits made by people. */
	edits: number;
	/** Messages by which Copernica tells each edit. */
	told: number;
	/** First name that both sides must have at the end. */
	ends: string;
	readAgain?: boolean;
	cause: (sandbox: Sandbox, profiles: readonly number[]) => void;
	/** What happens once the rest is quiet. */
	later?: (sandbox: Sandbox) => void;
}

const rename = (sandbox: Sandbox, profiles: readonly number[], Voornaam: string) => {
	for (const profile of profiles) {
		sandbox.copernica.edit({ edit: 'update-profile', profile, fields: { Voornaam } });
	}
};

/** An edit of one or more profiles, told once, at once and in order. */
const edit = (profiles: number): Scenario => ({
	profiles,
	edits: profiles,
	told: 1,
	ends: 'New',
	cause: (sandbox, ids) => rename(sandbox, ids, 'New'),
});

export const SCENARIOS: Record<string, Scenario> = {
	'1 edit': edit(1),
	'2 profiles at once': edit(2),
	'50 profiles at once': edit(50),
	'told twice': {
		...edit(1),
		told: 2,
		cause: (sandbox, ids) => {
			sandbox.copernica.deliveries.plan({ duplicate: 'fresh' });
			rename(sandbox, ids, 'New');
		},
	},
	'told late': {
		...edit(1),
		cause: (sandbox, ids) => {
			sandbox.copernica.deliveries.plan({ hold: true });
			rename(sandbox, ids, 'New');
		},
		later: (sandbox) => sandbox.copernica.deliveries.release('in-order'),
	},
	'2 edits out of order, read again': {
		...edit(1),
		edits: 2,
		readAgain: true,
		cause: (sandbox, ids) => {
			sandbox.copernica.deliveries.plan({ hold: true, times: 2 });
			rename(sandbox, ids, 'Between');
			rename(sandbox, ids, 'New');
		},
		later: (sandbox) => sandbox.copernica.deliveries.release('reversed'),
	},
	'A, B, A at once, read again': {
		...edit(1),
		edits: 2,
		ends: 'Start',
		readAgain: true,
		cause: (sandbox, ids) => {
			rename(sandbox, ids, 'B');
			rename(sandbox, ids, 'Start');
		},
	},
};

/** Plays one scenario in a fresh sandbox. @returns what it took, with the first names at the end */
export async function play(
	sandbox: Sandbox,
	guards: Guards,
	{ profiles, cause, later, readAgain }: Scenario,
): Promise<Measure & { names: unknown[] }> {
	sandbox.reset();
	const simulation = await startSimulation(sandbox, guards, { readAgain });
	try {
		const ids = await simulation.profiles(profiles);
		const first = await simulation.after(ids, () => cause(sandbox, ids));
		const second = later === undefined ? null : await simulation.after(ids, () => later(sandbox));
		const sum = (key: 'callbacks' | 'executions' | 'events' | 'writes') =>
			first[key] + (second?.[key] ?? 0);
		return {
			callbacks: sum('callbacks'),
			executions: sum('executions'),
			events: sum('events'),
			writes: sum('writes'),
			rests: first.rests && (second?.rests ?? true),
			equal: (second ?? first).equal,
			names: ids.flatMap((id) => Object.values(simulation.firstNames(id))),
		};
	} finally {
		await simulation.stop();
	}
}
