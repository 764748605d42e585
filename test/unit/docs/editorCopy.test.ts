import { describe, expect, it } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
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

	it('start JSON with something that is JSON, or the editor marks it red', () => {
		const fields = properties.filter(({ type }) => type === 'json');
		expect(fields.length).toBeGreaterThan(1);
		for (const field of fields) expect(() => JSON.parse(String(field.default))).not.toThrow();
	});
});
