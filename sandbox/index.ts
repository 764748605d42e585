import { z } from 'zod';
import { Activate } from './activate/activate';
import { answerActivatePage } from './activate/pages';
import type { Clock } from './clock';
import { answerControl } from './control';
import { Copernica } from './copernica/copernica';
import { answerPage } from './copernica/pages/pages';
import { seedSchema, type Seed } from './copernica/store/seed';
import type { Site } from './site/site';
import { Tour } from './site/tour';
import { answerTour } from './site/tourPages';
import { serve, type Call, type Listener } from './http/serve';
import type { Answer } from './http/answer';

export type { Copernica } from './copernica/copernica';

export interface SandboxOptions {
	/** Port of Copernica; 0 or missing = any free one. */
	port?: number;
	/** Port of Spotler Activate; 0 or missing = any free one. */
	activatePort?: number;
	host?: '127.0.0.1';
	/** Milliseconds since 1970; missing = the real time. */
	now?: Clock;
	seed?: Partial<Seed>;
	/** A typeface for the pages (woff2). */
	font?: Buffer | null;
}

/** Both vendors on loopback, in this process. */
export interface Sandbox {
	copernica: Copernica;
	activate: Activate;
	/** Back to the start, without new ports or keys. */
	reset: () => void;
	/** Resolves when every callback that was fired has been answered. */
	settled: () => Promise<void>;
	stop: () => Promise<void>;
}

interface Vendor {
	answer: (call: Call) => Answer | Promise<Answer>;
	note: (method: string, path: string, status: number) => void;
	faults: Copernica['faults'];
	url: string;
}

/**
 * Starts the sandbox: Copernica and Spotler Activate, each on its own loopback port.
 *
 * @throws when a port is taken or an option does not fit
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const clock = options.now ?? Date.now;
	const host = z.literal('127.0.0.1').default('127.0.0.1').parse(options.host);
	const seed = seedSchema.parse(options.seed ?? {});
	const copernica = new Copernica(clock, seed, (call) => answerPage(site, call));
	const activate = new Activate(clock, copernica, (call) => answerActivatePage(site, call));
	const tour = new Tour();
	const site: Site = { copernica, activate, tour, clock, font: options.font ?? null };
	const reset = () => {
		copernica.reset();
		activate.reset();
		tour.reset();
	};
	const world = { copernica, activate, tour, reset };
	const answer = async (vendor: Vendor, call: Call): Promise<Answer> => {
		if (call.path.startsWith('/_sandbox/')) return await answerControl(world, call);
		return call.path.startsWith('/tour/') ? answerTour(site, call) : await vendor.answer(call);
	};
	const listen = async (vendor: Vendor, port: number): Promise<Listener> => {
		const listener = await serve({
			host,
			port,
			faults: vendor.faults,
			note: (method, path, status) => vendor.note(method, path, status),
			handle: async (call) => await answer(vendor, call),
		});
		vendor.url = listener.url;
		return listener;
	};
	const first = await listen(copernica, options.port ?? 0);
	const second = await listen(activate, options.activatePort ?? 0);
	return {
		copernica,
		activate,
		reset,
		settled: async () => await copernica.settled(),
		stop: async () => {
			await Promise.all([first.stop(), second.stop(), copernica.deliveries.stop()]);
		},
	};
}
