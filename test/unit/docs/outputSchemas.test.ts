import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { outputSchemas } from '../../../scripts/pages/outputSchemas';
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

	it('stands in the folder of each version that the node has', () => {
		const versions = [new SpotlerActivate().description.version].flat();
		const folders = versions.map((version) => {
			const [major = '1', minor = '0'] = String(version).split('.');
			return `nodes/SpotlerActivate/__schema__/v${major}.${minor}.0/profile/normalise.json`;
		});
		expect(folders.filter((file) => !outputSchemas().has(file))).toEqual([]);
	});
});
