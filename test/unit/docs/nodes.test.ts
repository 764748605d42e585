import { describe, expect, it } from '@jest/globals';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { CopernicaApi } from '../../../credentials/CopernicaApi.credentials';
import { SpotlerActivateApi } from '../../../credentials/SpotlerActivateApi.credentials';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
import { CopernicaMailingTrigger } from '../../../nodes/Copernica/CopernicaMailingTrigger.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { italicsOf } from './support/markdown';
import { documents, readText } from './support/repository.cjs';

const nodes: INodeType[] = [
	new Copernica(),
	new CopernicaTrigger(),
	new CopernicaChangesTrigger(),
	new CopernicaMailingTrigger(),
	new SpotlerActivate(),
];

/** Pages that say what a node does. */
const guides: Record<string, string[]> = {
	Copernica: ['copernica'],
	'Copernica Mailing Trigger': ['mailing-trigger'],
	'Copernica Trigger': ['trigger'],
	'Copernica Changes Trigger': ['changes-trigger'],
	'Spotler Activate': ['normalise-and-filter', 'sync-and-track'],
};

/** Pages whose italics are names on the screen; on the page of codes they stand for names that are filled in. */
const described = [
	'README.md',
	...documents().filter((file) => /^docs\/guide\/(?!codes|gallery)/.test(file)),
];

/** What the editor shows of a parameter: its label, and those of its choices and parts. */
function labelsOf(property: INodeProperties): string[] {
	const parts = (property.options ?? []).flatMap((option): string[] => {
		if ('values' in option) return [option.displayName, ...option.values.flatMap(labelsOf)];
		return 'type' in option ? labelsOf(option) : [option.name];
	});
	return [property.displayName, ...parts];
}

/** Outputs by name, also those that depend on the operation. */
function outputsOf({ description }: INodeType): string[] {
	const { outputNames = [], outputs } = description;
	const named = typeof outputs === 'string' ? outputs.matchAll(/"displayName":"([^"]+)"/g) : [];
	return [...outputNames, ...[...named].map(([, name = '']) => name)];
}

const workflowSchema = z.object({ nodes: z.array(z.object({ name: z.string() })) });
const exampleSteps = [
	'copernica-profiles-to-spotler-activate',
	'sq-profile-to-spotler-activate',
	'mailing-events-to-spotler-activate',
].flatMap((name) =>
	workflowSchema
		.parse(JSON.parse(readText(`examples/${name}.json`)))
		.nodes.map((node) => node.name),
);

const onScreen = new Set([
	...nodes.flatMap((node) => [
		node.description.displayName,
		...node.description.properties.flatMap(labelsOf),
		...outputsOf(node),
	]),
	...[new CopernicaApi(), new SpotlerActivateApi()].flatMap(({ properties }) =>
		properties.flatMap(labelsOf),
	),
	...exampleSteps,
]);

describe('nodes in the documents', () => {
	it.each(described)('%s puts in italics what the editor shows, in the same words', (file) => {
		const italics = italicsOf(readText(file));
		expect(italics.filter((text) => !onScreen.has(text))).toEqual([]);
	});

	it('have italics to judge', () => {
		const busy = described.filter((file) => italicsOf(readText(file)).length > 10);
		expect(busy.length).toBeGreaterThan(5);
	});

	it.each(nodes.map((node) => [node.description.displayName, node] as const))(
		'%s has a guide that names its operations, options and outputs',
		(name, node) => {
			const { properties } = node.description;
			const ofCollection = (option: NonNullable<INodeProperties['options']>[number]) =>
				'displayName' in option ? [option.displayName] : [];
			const wanted = [
				...properties
					.filter((property) => property.name === 'operation')
					.flatMap(({ options = [] }) => options.map((option) => option.name)),
				...properties
					.filter((property) => property.name === 'options')
					.flatMap(({ options = [] }) => options.flatMap(ofCollection)),
				...properties
					.filter((property) => property.name === 'firstLook' || property.name === 'source')
					.flatMap(({ options = [] }) => options.map((option) => option.name)),
				...outputsOf(node),
			];
			expect(wanted.length).toBeGreaterThan(3);
			const pages = guides[name] ?? [];
			const guide = pages.map((page) => readText(`docs/guide/${page}.md`)).join('\n');
			expect(wanted.filter((label) => !guide.includes(label))).toEqual([]);
		},
	);
});
