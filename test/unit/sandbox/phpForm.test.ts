import { describe, expect, it } from '@jest/globals';
import { parseForm, textList } from '../../../sandbox/http/phpForm';

describe('forms and queries in PHP notation', () => {
	it('nests brackets, appends lists, and lets the last of equal keys win', () => {
		expect(parseForm('a=1&a=2&fields[Email]=x%40y&l[]=p&l[]=q&m[3]=r&m[]=s')).toEqual({
			a: '2',
			fields: { Email: 'x@y' },
			l: { 0: 'p', 1: 'q' },
			m: { 3: 'r', 4: 's' },
		});
	});

	it('reads selectors in each notation', () => {
		expect(textList(parseForm('fields[]=a==1&fields[]=b==2').fields)).toEqual(['a==1', 'b==2']);
		expect(textList(parseForm('fields[0]=a==1').fields)).toEqual(['a==1']);
		expect(textList(parseForm('').fields)).toBeNull();
	});

	it('is not led astray by a key called __proto__', () => {
		const form = parseForm('__proto__[x]=1&constructor=2');
		expect(Object.getPrototypeOf({})).toBe(Object.prototype);
		expect(({} as Record<string, unknown>).x).toBeUndefined();
		expect(form.constructor).toBe('2');
	});
});
