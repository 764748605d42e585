import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { anchorsOf, linksOf } from './support/markdown';
import { bytesOf, documents, filesIn, readText } from './support/repository.cjs';

/** What a newcomer reads in a few minutes. npm keeps no more than 64 kB of a README. */
const MOST_LINES = 250;
const MOST_BYTES = 16_384;

const index = readText('docs/README.md');
const pages = documents().filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
const inRoom = (room: string) => pages.filter((file) => file.startsWith(`docs/${room}/`));

describe('the README', () => {
	it('stays short', () => {
		expect(readText('README.md').split('\n').length).toBeLessThanOrEqual(MOST_LINES);
		expect(bytesOf('README.md')).toBeLessThanOrEqual(MOST_BYTES);
	});

	it('has the sections that users of n8n look for', () => {
		const anchors = anchorsOf(readText('README.md'));
		const usual = [
			'installation',
			'credentials',
			'usage',
			'operations',
			'compatibility',
			'resources',
			'version-history',
		];
		expect(usual.filter((anchor) => !anchors.has(anchor))).toEqual([]);
	});

	it('says how to get the clone before the command that needs it', () => {
		const readme = readText('README.md');
		expect(readme.indexOf('git clone ')).toBeGreaterThan(0);
		expect(readme.indexOf('git clone ')).toBeLessThan(readme.indexOf('npm run demo'));
	});

	it('names the version that is installed by environment variable', () => {
		const { version } = z
			.object({ version: z.string() })
			.parse(JSON.parse(readText('package.json')));
		for (const file of ['README.md', 'docs/guide/install.md']) {
			expect(readText(file)).toContain(`"version": "${version}"`);
		}
	});

	it('leads to the index, and the index to the README', () => {
		expect(linksOf(readText('README.md'))).toContain('docs/README.md');
		expect(linksOf(index)).toContain('../README.md');
	});
});

describe('the rooms of the documents', () => {
	it('hold every page but the index', () => {
		const rooms = ['guide', 'vendors', 'measured', 'maintainers'].flatMap(inRoom);
		expect(pages.filter((file) => !rooms.includes(file))).toEqual([]);
		expect(filesIn('docs').filter((name) => name.endsWith('.md'))).toEqual(['README.md']);
	});

	it('are listed in the index, each page once', () => {
		const listed = linksOf(index)
			.filter((link) => !link.startsWith('../'))
			.map((link) => `docs/${link}`);
		expect(listed.sort()).toEqual([...pages].sort());
	});

	it.each(inRoom('measured'))('%s says first which command makes it', (file) => {
		const [, banner = ''] = readText(file).split('\n\n');
		expect(banner).toMatch(/^Made by `npm run (measure|package):[\w-]+/);
	});
});

describe('what the README of 1.0.0 said', () => {
	/** Heading in the README of 1.0.0 → page, seen from the index, and heading that have its content now. */
	const headings = {
		'See it work': 'guide/demo.md',
		'In n8n': 'guide/install.md#in-n8n',
		'By hand': 'guide/install.md#by-hand',
		Docker: 'guide/install.md#docker',
		'Queue mode': 'guide/install.md#queue-mode',
		Afterwards: 'guide/install.md#afterwards',
		'Good to know': 'guide/install.md#good-to-know',
		'Five-minute start': '../README.md#usage',
		'Examples to import': '../README.md#examples',
		'Copernica API': 'guide/credentials.md#copernica-api',
		'Spotler Activate API': 'guide/credentials.md#spotler-activate-api',
		'Copernica Trigger': 'guide/trigger.md',
		'Automatic registration': 'guide/trigger.md#automatic-registration',
		'Registration by hand': 'guide/trigger.md#registration-by-hand',
		'Trying it in the editor': 'guide/trigger.md#trying-it-in-the-editor',
		'Which changes start the workflow': 'guide/trigger.md#which-changes-start-the-workflow',
		Signature: 'guide/trigger.md#signature',
		'Group bursts': 'guide/trigger.md#group-bursts',
		Options: 'guide/trigger.md#options',
		'What comes out': 'guide/trigger.md#what-comes-out',
		'Remove a callback by hand': 'guide/trigger.md#remove-a-callback-by-hand',
		Normalise: 'guide/normalise-and-filter.md#normalise',
		Filter: 'guide/normalise-and-filter.md#filter',
		Sync: 'guide/sync-and-track.md#sync',
		'Get Many': 'guide/sync-and-track.md#get-many-profiles-of-activate',
		Track: 'guide/sync-and-track.md#track',
		Copernica: 'guide/copernica.md',
		Change: 'guide/items.md#change',
		'Prepared profile': 'guide/items.md#prepared-profile',
		Result: 'guide/items.md#result',
		'When a step cannot go on': 'guide/items.md#when-a-step-cannot-go-on',
		'What Activate ends with': 'guide/order.md',
		Loops: 'guide/loops.md',
		'The native connector': 'guide/native-connector.md',
		'Limits and unknowns': 'guide/limits.md',
		Privacy: 'guide/privacy.md',
		Troubleshooting: 'guide/troubleshooting.md',
		Compatibility: '../README.md#compatibility',
		'Which n8n': 'guide/install.md#which-n8n',
		'For developers': '../CONTRIBUTING.md#everyday-commands',
		'Refused calls': 'guide/codes.md#refused-calls',
		'Ignored calls': 'guide/codes.md#ignored-calls',
		'Normalise: invalid rows': 'guide/codes.md#normalise-invalid-rows',
		'Normalise: notes': 'guide/codes.md#normalise-notes',
		'Filter: skipped rows': 'guide/codes.md#filter-skipped-rows',
		'Sync and Track: rows': 'guide/codes.md#sync-and-track-rows',
		'Copernica: rejected rows': 'guide/codes.md#copernica-rejected-rows',
		Resources: '../README.md#resources',
		Licence: '../README.md#licence',
	};

	it.each(Object.entries(headings))('%s is a click or two from the index', (_, place) => {
		const [page = '', anchor] = place.split('#');
		expect(linksOf(index)).toContain(page);
		const text = readText(page.startsWith('../') ? page.slice(3) : `docs/${page}`);
		if (anchor !== undefined) expect(anchorsOf(text)).toContain(anchor);
		expect(text.length).toBeGreaterThan(500);
	});
});
