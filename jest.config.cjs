/** Two fast suites: `unit` (core and sandbox, no n8n) and `engine` (nodes in n8n-core's real engine). */
const shared = {
	rootDir: __dirname,
	testEnvironment: 'node',
	transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
	moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
	clearMocks: true,
	/** Read by test/unit/contracts/zodVersions.test.ts. */
	globals: { expectedZod: 3 },
};

module.exports = {
	projects: [
		{ ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
		{
			...shared,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/engine/**/*.test.ts'],
			setupFiles: ['<rootDir>/test/engine/setup.cjs'],
		},
	],
	// For hangs only. Servers and RSA keys take their time when the machine is busy.
	testTimeout: 300_000,
	collectCoverageFrom: ['core/**/*.ts'],
	coverageDirectory: 'coverage',
};
