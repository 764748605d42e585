import { describe, expect, it } from '@jest/globals';
import { CopernicaApi } from '../../../credentials/CopernicaApi.credentials';
import { SpotlerActivateApi } from '../../../credentials/SpotlerActivateApi.credentials';
import { anchorsOf, linksOf } from './support/markdown';
import { documents, isThere, readText } from './support/repository.cjs';

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
		expect(deadEnd('docs/a.md', 'README.md')).toContain('file');
	});

	it('has the headings that the nodes and credentials link to', () => {
		const codex = [
			'Copernica/Copernica',
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
