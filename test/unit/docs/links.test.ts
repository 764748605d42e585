import { describe, expect, it } from '@jest/globals';
import { CopernicaApi } from '../../../credentials/CopernicaApi.credentials';
import { SpotlerActivateApi } from '../../../credentials/SpotlerActivateApi.credentials';
import { citationsOf } from './support/comments';
import { anchorsOf, linksOf } from './support/markdown';
import { documents, isThere, readText, sources } from './support/repository.cjs';

/** Path from the root that a relative link of a document means. */
function resolve(file: string, target: string): string {
	const parts = file.split('/').slice(0, -1);
	for (const part of target.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '.' && part !== '') parts.push(part);
	}
	return parts.join('/');
}

/** Why a link of a document leads nowhere, or null. Links to other sites are not followed. */
function deadEnd(file: string, link: string): string | null {
	if (/^[a-z]+:/.test(link)) return null;
	const [path = '', anchor] = link.split('#');
	const target = path === '' ? file : resolve(file, path);
	if (!isThere(target)) return `${link}: no such file`;
	if (anchor === undefined) return null;
	return anchorsOf(readText(target)).has(anchor) ? null : `${link}: no such heading`;
}

describe('links and pictures', () => {
	it.each(documents())('%s leads to files and headings that are there', (file) => {
		const dead = linksOf(readText(file)).map((link) => deadEnd(file, link));
		expect(dead.filter((reason) => reason !== null)).toEqual([]);
	});

	it('finds a link that leads nowhere', () => {
		expect(deadEnd('docs/a.md', '../README.md#copernica')).toBeNull();
		expect(deadEnd('docs/a.md', '../README.md#no-such-heading')).toContain('heading');
		expect(deadEnd('docs/a.md', 'ARCHITECTURE.md')).toContain('file');
	});

	it('has the headings that the nodes and credentials link to', () => {
		const codex = [
			'Copernica/Copernica',
			'Copernica/CopernicaMailingTrigger',
			'Copernica/CopernicaTrigger',
			'SpotlerActivate/SpotlerActivate',
		];
		const texts = [
			...codex.map((name) => readText(`nodes/${name}.node.json`)),
			new CopernicaApi().documentationUrl,
			new SpotlerActivateApi().documentationUrl,
		];
		const linked = texts.flatMap((text) =>
			[...text.matchAll(/#([a-z-]+)/g)].map(([, a = '']) => a),
		);
		expect(linked.length).toBeGreaterThanOrEqual(texts.length);
		const anchors = anchorsOf(readText('README.md'));
		expect(linked.filter((anchor) => !anchors.has(anchor))).toEqual([]);
	});
});

/** Why a document that a comment names cannot be opened, or null. Paths start at the root of the repository. */
function lostCitation(citation: string): string | null {
	const [path = '', anchor] = citation.split('#');
	if (!isThere(path)) return `${citation}: no such file`;
	if (anchor === undefined) return null;
	return anchorsOf(readText(path)).has(anchor) ? null : `${citation}: no such heading`;
}

describe('comments', () => {
	it('name documents and headings that are there', () => {
		const lost = sources().flatMap((file) =>
			citationsOf(readText(file))
				.map(lostCitation)
				.flatMap((reason) => (reason === null ? [] : [`${file}: ${reason}`])),
		);
		expect(lost).toEqual([]);
	});

	it('are read in every form, and only where they are comments', () => {
		const code = [
			"const glob = 'docs/**/*.md'; // as docs/vendors/n8n.md#10-unknown says",
			'/** See docs/vendors/copernica.md and',
			' * docs/vendors/copernica.md#6-sources. */',
			"const url = 'https://example.com/d.md';",
		].join('\n');
		expect(citationsOf(code)).toEqual([
			'docs/vendors/n8n.md#10-unknown',
			'docs/vendors/copernica.md',
			'docs/vendors/copernica.md#6-sources',
		]);
	});

	it('are held to the files and headings', () => {
		expect(lostCitation('docs/vendors/copernica.md#16-payload-shapes')).toBeNull();
		expect(lostCitation('docs/vendors/copernica.md#no-such-heading')).toContain('heading');
		expect(lostCitation('docs/nothing.md')).toContain('file');
	});
});
