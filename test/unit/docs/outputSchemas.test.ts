import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { outputSchemas } from '../../../scripts/pages/outputSchemas';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { exampleOf } from './support/markdown';
import { readText } from './support/repository.cjs';

const objectSchema = z.record(z.string(), z.unknown());
const schemaSchema = z.object({ properties: objectSchema });
const keysOf = (file: string) =>
	Object.keys(schemaSchema.parse(JSON.parse(outputSchemas().get(file) ?? '{}')).properties);
const example = (page: string, name: string) =>
	Object.keys(objectSchema.parse(exampleOf(readText(`docs/guide/${page}.md`), name)));

const ACTIVATE = 'nodes/SpotlerActivate/__schema__/v1.1.0';

/** Operations that nobody can tell the output of before it was read, and why. */
const SHAPE_NOT_KNOWN: Readonly<Record<string, string>> = {
	'SpotlerActivate/profile/getAll':
		'A contact as Activate returns it. Its keys are not documented (docs/vendors/spotler-activate.md#12-unknown, point 18).',
};

describe('what the editor shows of outputs before a run', () => {
	it.each([...outputSchemas()])(
		'%s is what the contracts say: after a change of theirs, npm run schemas',
		(file, text) => {
			expect(readText(file)).toBe(text);
		},
	);

	it.each([
		[`${ACTIVATE}/profile/normalise.json`, 'normalise-and-filter', 'prepared'],
		[`${ACTIVATE}/profile/sync.json`, 'sync-and-track', 'result'],
		['nodes/Copernica/__schema__/v1.0.0/change/addProfile.json', 'trigger', 'change'],
	])('%s has keys that the steps really give', (file, page, name) => {
		const keys = keysOf(file);
		expect(keys.length).toBeGreaterThan(5);
		expect(keys.filter((key) => !example(page, name).includes(key))).toEqual([]);
	});

	it.each([
		['Copernica', new Copernica()],
		['SpotlerActivate', new SpotlerActivate()],
	])('is there for each operation and each version of %s', (folder, { description }) => {
		const operations = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				options
					.flatMap((option) => ('value' in option ? [option.value] : []))
					.map(
						(operation) => `${String(displayOptions?.show?.resource?.[0])}/${String(operation)}`,
					),
			);
		expect(operations.length).toBeGreaterThan(4);
		const versions = [description.version].flat().map((version) => {
			const [major = '1', minor = '0'] = String(version).split('.');
			return `v${major}.${minor}.0`;
		});
		const expected = versions.flatMap((version) =>
			operations
				.filter((operation) => !Object.hasOwn(SHAPE_NOT_KNOWN, `${folder}/${operation}`))
				.map((operation) => `nodes/${folder}/__schema__/${version}/${operation}.json`),
		);
		const there = [...outputSchemas().keys()].filter((file) => file.startsWith(`nodes/${folder}/`));
		expect(there.sort()).toEqual(expected.sort());
	});
});
