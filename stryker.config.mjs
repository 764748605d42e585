/**
 * Mutation testing of the code that decides who gets in and what a callback says: `npm run measure:mutation`, or a choice of it
 * with `npx stryker run --mutate "core/callback/body/xml.ts"`. Results and their explanation: docs/measured/mutation.md.
 */
export default {
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	concurrency: 2,
	mutate: [
		'core/callback/signature/**/*.ts',
		'core/callback/body/**/*.ts',
		'core/callback/payload/**/*.ts',
		'core/contracts/exactNumbers.ts',
		'core/callback/{interpret,registration,relevance}.ts',
	],
	jest: {
		projectType: 'custom',
		configFile: 'scripts/mutation.jest.cjs',
		enableFindRelatedTests: true,
	},
	ignorePatterns: ['dist', 'docs', 'examples', 'test/engine', 'test/e2e', 'bench'],
	reporters: ['clear-text', 'json', 'progress-append-only'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'artifacts/mutation.json' },
	tempDirName: 'artifacts/stryker',
	disableTypeChecks: false,
	allowEmpty: false,
	// A change that makes a loop endless is found out by this; the tests of one change take less than two seconds.
	timeoutMS: 6_000,
	// scripts/mutation.mts judges the score over all parts.
	thresholds: { high: 95, low: 90, break: null },
};
