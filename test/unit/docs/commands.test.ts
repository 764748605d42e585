import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
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
