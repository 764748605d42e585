/**
 * Jest settings for mutation testing: the tests that guard the callback code rule by rule. The slow ones (fuzzing, a
 * second implementation) would find more, at a minute per mutant.
 */
const { join } = require('node:path');

module.exports = {
	rootDir: join(__dirname, '..'),
	testEnvironment: 'node',
	transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
	moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
	testMatch: [
		'<rootDir>/test/unit/callback/{body,xml,payload,interpret,signature,base64,keys,relevance,registration,replayGuard}.test.ts',
		'<rootDir>/test/unit/security/{keyRecords,absentHeaders}.test.ts',
	],
};
