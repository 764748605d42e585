import { describe, expect, it } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
import { CopernicaMailingTrigger } from '../../../nodes/Copernica/CopernicaMailingTrigger.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';

function withParts(property: INodeProperties): INodeProperties[] {
	const parts = (property.options ?? []).flatMap((option): INodeProperties[] => {
		if ('values' in option) return option.values.flatMap(withParts);
		return 'type' in option ? withParts(option) : [];
	});
	return [property, ...parts];
}

const properties = [
	new Copernica(),
	new CopernicaTrigger(),
	new CopernicaChangesTrigger(),
	new CopernicaMailingTrigger(),
	new SpotlerActivate(),
].flatMap(({ description }) => description.properties.flatMap(withParts));

describe('texts in the editor', () => {
	it('use in notices only the tags that n8n shows there: links and lists', () => {
		const notices = properties.filter(({ type }) => type === 'notice');
		expect(notices.length).toBeGreaterThan(2);
		const tags = notices.flatMap(({ displayName }) =>
			[...displayName.matchAll(/<\/?([a-z]+)/g)].map(([, tag = '']) => tag),
		);
		expect(tags.filter((tag) => !['a', 'ul', 'li'].includes(tag))).toEqual([]);
	});

	it('write buttons as n8n does: "Add option"', () => {
		const buttons = properties.flatMap(({ placeholder = '', typeOptions }) => [
			...(placeholder.startsWith('Add ') ? [placeholder] : []),
			...(typeOptions?.multipleValueButtonText === undefined
				? []
				: [typeOptions.multipleValueButtonText]),
		]);
		expect(buttons.length).toBeGreaterThan(5);
		expect(buttons.filter((text) => !/^Add [a-z ]+$/.test(text))).toEqual([]);
	});

	it('name every unit of time in full', () => {
		const labels = properties.map(({ displayName }) => displayName);
		expect(labels.filter((label) => /\((ms|sec|s)\)/i.test(label))).toEqual([]);
	});

	it('have labels that n8n shows in full beside the buttons of a field', () => {
		const labels = properties
			.filter(({ type }) => !['notice', 'callout', 'credentials'].includes(type))
			.map(({ displayName }) => displayName);
		expect(labels.filter((label) => label.length > 28)).toEqual([]);
		const inEntries = properties
			.filter(({ type }) => type === 'fixedCollection')
			.flatMap((property) => withParts(property).slice(1));
		expect(inEntries.length).toBeGreaterThan(20);
		const tooLong = inEntries.filter(({ displayName }) => displayName.length > 26);
		expect(tooLong.map(({ displayName }) => displayName)).toEqual([]);
	});

	it('start JSON with something that is JSON, or the editor marks it red', () => {
		const fields = properties.filter(({ type }) => type === 'json');
		expect(fields.length).toBeGreaterThan(1);
		for (const field of fields) expect(() => JSON.parse(String(field.default))).not.toThrow();
	});
});
