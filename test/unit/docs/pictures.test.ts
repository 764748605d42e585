import { describe, expect, it } from '@jest/globals';
import type { INodeTypeDescription } from 'n8n-workflow';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { linksOf } from './support/markdown';
import { bytesOf, filesIn, readText } from './support/repository.cjs';

/** `npm run pictures` writes them all; these tests say which have to be there. */

const gallery = readText('docs/guide/gallery.md');
const pictures = filesIn('docs/images');
const MOST_BYTES = 6_000_000;

const copernica = new Copernica().description;
const trigger = new CopernicaTrigger().description;
const activate = new SpotlerActivate().description;

function operationsOf({ properties }: INodeTypeDescription): Array<[string, string]> {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			options.flatMap(
				(option): Array<[string, string]> =>
					'value' in option
						? [[String(displayOptions?.show?.resource?.[0]), String(option.value)]]
						: [],
			),
		);
}

const withoutTags = (text: string) => text.replace(/<[^>]+>/g, '');

/** What the editor warns of beside a form, and inside the trigger's. */
const hints = [
	...[copernica, trigger, activate].flatMap((description) =>
		(description.hints ?? []).map(({ message }) => message),
	),
	...trigger.properties
		.filter(({ type, displayName }) => type === 'notice' && !displayName.startsWith('<ul>'))
		.map(({ displayName }) => displayName),
].map(withoutTags);

/** The picture that follows a quoted text in the gallery. */
function pictureAfter(text: string): string {
	const [, after = ''] = gallery.split(`> ${text}\n`);
	return /^\s*!\[[^\]]+\]\(\.\.\/images\/([\w-]+\.png)\)/.exec(after)?.[1] ?? '';
}

describe('the pictures of the docs', () => {
	it.each([
		['trigger-automatic'],
		['trigger-manual'],
		['changes-trigger'],
		['changes-trigger-unsubscribes'],
		...operationsOf(copernica).map(([resource, operation]) => [
			`copernica-${resource}-${operation}`,
		]),
		...operationsOf(activate).map(([, operation]) => [`activate-${operation}`]),
	])('show the form %s', (name) => {
		expect(pictures).toContain(`${name}.png`);
	});

	it.each(filesIn('examples').map((file) => [file.replace(/\.json$/, '')]))(
		'show the example %s',
		(name) => {
			expect(pictures).toContain(`example-${name}.png`);
		},
	);

	it.each(hints.map((hint) => [hint]))('show the hint "%s"', (hint) => {
		const picture = pictureAfter(hint);
		expect(picture).toMatch(/^hint-/);
		expect(pictures).toContain(picture);
	});

	it('show each hint once', () => {
		const shown = hints.map(pictureAfter).sort();
		expect(shown).toEqual(pictures.filter((file) => file.startsWith('hint-')).sort());
	});

	it('are all in the gallery, and nothing else is', () => {
		const linked = linksOf(gallery)
			.filter((link) => link.startsWith('../images/'))
			.map((link) => link.replace('../images/', ''));
		expect(linked.sort()).toEqual([...pictures].sort());
	});

	it('stay small', () => {
		const total = pictures.reduce((sum, file) => sum + bytesOf(`docs/images/${file}`), 0);
		expect(total).toBeLessThan(MOST_BYTES);
	});
});
