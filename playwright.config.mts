import path from 'node:path';
import { defineConfig, type Project } from '@playwright/test';
import { findBrowser } from './test/e2e/support/browser.mts';

const inBrowser: Project['use'] = {
	viewport: { width: 1600, height: 1000 },
	testIdAttribute: 'data-test-id',
	trace: 'retain-on-failure',
	launchOptions: {
		executablePath: findBrowser(),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	},
};

/**
 * Suites on a real n8n server with the packed package: `e2e` drives it by REST as the editor does, `browser` uses the
 * editor itself, `queue` has an n8n in queue mode. One worker: the tests of a suite share one n8n and one sandbox.
 */
export default defineConfig({
	testDir: 'test/e2e',
	outputDir: 'artifacts/playwright',
	workers: 1,
	fullyParallel: false,
	forbidOnly: process.env.CI === 'true',
	// For hangs only: a busy machine takes several times as long as a quiet one.
	timeout: 300_000,
	expect: { timeout: 120_000 },
	reporter: [['list'], ...(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['json'] as ['json']] : [])],
	globalSetup: './test/e2e/support/globalSetup.mts',
	projects: [
		{ name: 'e2e', testMatch: path.join('server', '*.spec.mts') },
		{ name: 'queue', testMatch: path.join('queue', '*.spec.mts') },
		{ name: 'browser', testMatch: path.join('browser', '*.spec.mts'), use: inBrowser },
		// Not a test: writes the pictures of the docs (`npm run pictures`).
		{ name: 'pictures', testMatch: path.join('pictures', '*.spec.mts'), use: inBrowser },
	],
});
