/**
 * `npm run verify`: what n8n's own scanner checks before it verifies a community package, over the sources and over
 * the packed package, with inline disables ignored. The scanner lets warnings pass; here they count too. What it
 * also asks for, a provenance attestation, exists only for a published version.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
	buildScanConfig,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';
import { run } from './host/command.mts';
import { readOptions } from './host/options.mts';
import { packPackage } from './host/pack.mts';
import { root } from './host/paths.mts';

type Check = { what: string; folder: string; patterns: string[]; config: ESLint.Options };

readOptions("npm run verify     checks what n8n's scanner checks", {});

const workFolder = mkdtempSync(path.join(os.tmpdir(), 'verify-'));
try {
	const packed = await packPackage(path.join(workFolder, 'packed'));
	const unpacked = path.join(workFolder, 'unpacked');
	mkdirSync(unpacked);
	await run('tar', ['-xzf', packed, '-C', unpacked, '--strip-components=1'], { cwd: workFolder });

	const scanner: ESLint.Options = {
		overrideConfigFile: true,
		overrideConfig: await buildScanConfig(),
	};
	const checks: Check[] = [
		{
			what: 'sources, scanner rules',
			folder: root,
			patterns: SOURCE_FILE_PATTERNS,
			config: scanner,
		},
		{
			what: 'packed files, scanner rules',
			folder: unpacked,
			patterns: ['**/*.js', 'package.json'],
			config: scanner,
		},
		{ what: 'whole project, n8n lint', folder: root, patterns: ['.'], config: {} },
	];
	let errors = 0;
	let warnings = 0;
	for (const { what, folder, patterns, config } of checks) {
		const eslint = new ESLint({ cwd: folder, allowInlineConfig: false, ...config });
		const results = await eslint.lintFiles(patterns);
		const found = results.filter(({ messages }) => messages.length > 0);
		if (found.length > 0) {
			console.log(await (await eslint.loadFormatter('stylish')).format(found));
		}
		const count = (key: 'errorCount' | 'warningCount') =>
			results.reduce((sum, result) => sum + result[key], 0);
		errors += count('errorCount');
		warnings += count('warningCount');
		console.log(
			`${what}: ${results.length} files, ${count('errorCount')} errors, ${count('warningCount')} warnings`,
		);
	}
	console.log(`verify: ${errors} errors, ${warnings} warnings`);
	process.exitCode = errors + warnings > 0 ? 1 : 0;
} finally {
	rmSync(workFolder, { recursive: true, force: true });
}
