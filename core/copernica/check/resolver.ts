import { readKeyRecords } from '../../callback/signature/dkimRecord';
import { readTxtAnswer } from '../../callback/signature/dnsOverHttps';
import { checkResult, type CheckResult } from './codes';

/** The name in the vendor's example (docs/vendors/copernica.md#23-keys-and-digests). Keys change monthly. */
export const EXAMPLE_KEY_NAME = 'one._domainkey.copernica.com';

/** The result of asking a resolver. */
export type Asked =
	| { kind: 'answer'; body: unknown }
	| { kind: 'failed'; said: string }
	/** The resolver's URL is not valid. */
	| { kind: 'unusable' };

/** Judges one resolver by its answer to a key query. */
export function judgeResolver(resolver: string, name: string, asked: Asked): CheckResult {
	const check = 'Resolver';
	if (asked.kind === 'unusable') return checkResult(check, 'RESOLVER_UNUSABLE', { resolver });
	if (asked.kind === 'failed') {
		return checkResult(check, 'RESOLVER_FAILED', { resolver, said: asked.said });
	}
	const answer = readTxtAnswer(asked.body);
	if (answer === null) {
		return checkResult(check, 'RESOLVER_FAILED', {
			resolver,
			said: 'Its answer is not the JSON of a resolver, as from a portal or a firewall.',
		});
	}
	const keys = readKeyRecords(answer.records);
	return keys.ok
		? checkResult(check, 'RESOLVER_HAS_KEY', { resolver, name })
		: checkResult(check, 'RESOLVER_WITHOUT_KEY', { resolver, name, code: keys.code });
}
