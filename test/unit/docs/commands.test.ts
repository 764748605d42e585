import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { documents, readText } from './support/repository.cjs';

const { scripts } = z
	.object({ scripts: z.record(z.string(), z.string()) })
	.parse(JSON.parse(readText('package.json')));

describe('commands in the documents', () => {
	it.each(documents())('%s names commands that package.json has', (file) => {
		const named = [...readText(file).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);
		expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
	});
});
