/**
 * Mutation testing of the code that decides who gets in and what a callback says: `npm run mutation`, or one part with
 * `npm run mutation -- --mutate "core/callback/body/**"`. Results and their explanation: docs/mutation.md.
 */
export default {
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	concurrency: 2,
	mutate: [
		'core/callback/signature/**/*.ts',
		'core/callback/body/**/*.ts',
		'core/callback/payload/**/*.ts',
		'core/callback/{registration,relevance,tree}.ts',
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
	timeoutMS: 10_000,
	thresholds: { high: 95, low: 90, break: 90 },
};
