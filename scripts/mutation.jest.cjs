/** Jest settings for mutation testing: only the tests that guard the callback code. */
const { join } = require('node:path');

module.exports = {
	rootDir: join(__dirname, '..'),
	testEnvironment: 'node',
	transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
	moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json'],
	testMatch: ['<rootDir>/test/unit/{callback,security}/**/*.test.ts'],
};
