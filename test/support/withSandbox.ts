import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';

/**
 * Starts a sandbox for the tests of this file or `describe`, resets it before each of them and stops it at the end.
 *
 * @returns the sandbox, which is there inside hooks and tests only
 */
export function withSandbox(options?: SandboxOptions): Sandbox {
	let started: Sandbox | undefined;
	const running = (): Sandbox => {
		if (started === undefined) throw new Error('The sandbox runs in hooks and tests only');
		return started;
	};
	beforeAll(async () => {
		started = await startSandbox(options);
	});
	beforeEach(() => running().reset());
	afterAll(async () => await started?.stop());
	return {
		get copernica() {
			return running().copernica;
		},
		get activate() {
			return running().activate;
		},
		reset: () => running().reset(),
		settled: async () => await running().settled(),
		stop: async () => await running().stop(),
	};
}
