import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Expression, isExpression } from 'n8n-workflow';
import json from '../../../examples/copernica-profiles-to-spotler-activate.json';
import { withSandbox } from '../../support/withSandbox';
import { startChain, type Chain } from './chain';
import { readExample } from './example';

/**
 * n8n makes an isolate for expressions only where one is evaluated (with lazy acquisition); without any, a call is
 * several times cheaper (docs/guide/tuning.md). Counts what reaches n8n's evaluator during the whole way of a change.
 */
const sandbox = withSandbox();
let chain: Chain | undefined;
afterEach(async () => {
	jest.restoreAllMocks();
	await chain?.stop();
});

describe('expressions', () => {
	it.each([
		['the example evaluates none', 'newsletter', 0],
		// Shows that the count works: the same flow with one expression.
		['an expression of a user is counted', '={{ "newsletter" }}', 1],
	])('%s', async (_, consent, atLeast) => {
		const example = readExample(
			JSON.parse(JSON.stringify(json).replace('"newsletter"', JSON.stringify(consent))),
		);
		const resolved = jest.spyOn(Expression.prototype, 'resolveSimpleParameterValue');
		const database = String(sandbox.copernica.store.findDatabase('Customers')?.id);
		chain = await startChain(sandbox, example, {
			database: { __rl: true, mode: 'id', value: database },
			options: { resolvers: [sandbox.copernica.dohUrl] },
		});
		const runs = await chain.edit({
			edit: 'create-profile',
			database: 'Customers',
			cause: 'publisher',
			fields: { Email: `count-${atLeast}@example.com`, Nieuwsbrief: 'Ja' },
		});
		expect(runs.flatMap(({ ends }) => ends.Accepted ?? [])).toHaveLength(1);
		// n8n's resolver gets plain values too and hands them back at once.
		const evaluated = resolved.mock.calls.map(([value]) => value).filter(isExpression);
		if (atLeast === 0) expect(evaluated).toEqual([]);
		else expect(evaluated.length).toBeGreaterThanOrEqual(atLeast);
	});
});
