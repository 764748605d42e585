import { createRequire } from 'node:module';

/**
 * The compiled core, as it is published. What runs TypeScript directly (tsx) adds calls of its own to every inner
 * function, which would be measured too. Needs a build.
 */
const load = createRequire(import.meta.url);
const core = (file: string): unknown => load(`../../dist/core/${file}.js`);

type Core = typeof import('../../core/callback/interpret.ts') &
	typeof import('../../core/callback/signature/verify.ts') &
	typeof import('../../core/contracts/change.ts') &
	typeof import('../../core/contracts/preparedProfile.ts') &
	typeof import('../../core/filter/filter.ts') &
	typeof import('../../core/filter/rules.ts') &
	typeof import('../../core/filter/settings.ts') &
	typeof import('../../core/normalise/normalise.ts') &
	typeof import('../../core/normalise/settings.ts') &
	typeof import('../../core/activate/batches.ts') &
	typeof import('../../core/activate/orderMemory.ts') &
	typeof import('../../core/activate/overtaken.ts') &
	typeof import('../../core/activate/planSync.ts') &
	typeof import('../../core/activate/results.ts');

const files = [
	'callback/interpret',
	'callback/signature/verify',
	'contracts/change',
	'contracts/preparedProfile',
	'filter/filter',
	'filter/rules',
	'filter/settings',
	'normalise/normalise',
	'normalise/settings',
	'activate/batches',
	'activate/orderMemory',
	'activate/overtaken',
	'activate/planSync',
	'activate/results',
];

/** All functions of these files by name. */
export const shipped = Object.assign({}, ...files.map(core)) as Core;
