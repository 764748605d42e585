import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { tourStepNames } from '../../../sandbox/site/tour';
import { sectionOf, tableOf } from './support/markdown';
import { documents, readText } from './support/repository.cjs';

const { scripts, engines } = z
	.object({ scripts: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
	.parse(JSON.parse(readText('package.json')));

describe('commands in the documents', () => {
	it.each(documents())('%s names commands that package.json has', (file) => {
		const named = [...readText(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
		expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
	});
});

describe('the page of development dependencies', () => {
	const page = readText('docs/maintainers/dependencies.md');
	const dependabot = readText('.github/dependabot.yml');

	it('gives a reason for each one that Dependabot leaves alone, and for no other', () => {
		const ignored = [...dependabot.matchAll(/dependency-name: '?([^'\n]+)/g)].map(
			([, name]) => name,
		);
		const rows = tableOf(sectionOf(page, '## Pins'));
		const named = rows.flatMap(([cell = '']) => cell.split(/`?, `?/));
		expect(named.sort()).toEqual(ignored.sort());
	});

	it('names the Node that .nvmrc names, and CI has it and the oldest', () => {
		const recommended = readText('.nvmrc').trim();
		const oldest = /\d+/.exec(engines.node)?.[0];
		expect(page).toContain(`Node ${recommended} for development`);
		expect(page).toContain(`Node ${oldest} or later`);
		const [, versions = ''] =
			/\n {8}node:\n((?: {10}- \d+\n)+)/.exec(readText('.github/workflows/ci.yml')) ?? [];
		expect(versions.match(/\d+/g)).toEqual(expect.arrayContaining([oldest, recommended]));
	});
});

describe('trying it without accounts', () => {
	it('has the steps and workflows that the README counts, behind the first address', () => {
		const readme = readText('README.md');
		expect(readme).toContain('two example workflows');
		expect(readme).toContain('Open the first address that it prints: a [guided tour]');
		expect(readme).toContain('of five steps');
		const demo = readText('scripts/demo.mts');
		expect(demo.match(/await importExample\(/g)).toHaveLength(2);
		expect(tourStepNames).toHaveLength(5);
		const [, printed = ''] = demo.split('Ready. Everything runs');
		expect(/\$\{([^}]+)\}/.exec(printed)?.[1]).toBe('copernica.page');
	});
});
