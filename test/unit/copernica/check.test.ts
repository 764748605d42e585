import { describe, expect, it } from '@jest/globals';
import type { RemoteCallback } from '../../../core/callback/registration';
import {
	judgeCallbackSignIn,
	judgeCollection,
	judgeDatabase,
	judgeFields,
	judgeSelection,
	judgeSignIn,
} from '../../../core/copernica/check/account';
import {
	isBelow,
	isPrivateHost,
	judgeAddress,
	publicAddress,
} from '../../../core/copernica/check/address';
import { judgeCallback, judgeCallbacks, targetOf } from '../../../core/copernica/check/callbacks';
import { judgeCalls, judgeWebhooks, type CallOutcome } from '../../../core/copernica/check/calls';
import { judgeClock } from '../../../core/copernica/check/clock';
import { CHECK_CODES } from '../../../core/copernica/check/codes';
import {
	judgeChanges,
	judgeLooks,
	judgeUnsubscribes,
	type LookOutcome,
} from '../../../core/copernica/check/looks';
import {
	judgeDomain,
	judgeMailingCalls,
	judgeWebhook,
} from '../../../core/copernica/check/mailings';
import { judgeResolver } from '../../../core/copernica/check/resolver';
import type { CopernicaFault } from '../../../core/copernica/fault';

const told = { status: 400, tries: 1, retryAfterMs: null, vendorText: null };
const faults: Record<string, CopernicaFault> = {
	denied: { kind: 'denied', ...told, status: 401, vendorText: 'Invalid access token' },
	refused: { kind: 'refused', ...told, vendorText: 'Invalid method' },
	gone: { kind: 'gone', wasRemoved: false, ...told },
	busy: { kind: 'busy', ...told, status: 503 },
	blocked: { kind: 'blocked', reason: 'Check the Base URL.' },
	unreadable: { kind: 'unreadable', wanted: 'an account' },
};
const failed = (kind: string) => {
	const fault = faults[kind];
	if (fault === undefined) throw new Error(kind);
	return { ok: false as const, fault };
};

describe('codes of Check', () => {
	it.each(Object.entries(CHECK_CODES))('%s says what was seen and what to do', (_, entry) => {
		expect(entry.seen).not.toBe('');
		// What is fine needs nothing to be done; all else does.
		if (entry.ok !== true) expect(entry.advice).toMatch(/\.$/);
	});
});

describe('sign-in', () => {
	it.each([
		['denied', 'TOKEN_REFUSED'],
		['busy', 'SIGN_IN_FAILED'],
		['blocked', 'SIGN_IN_FAILED'],
		['unreadable', 'SIGN_IN_FAILED'],
	])('%s is %s', (kind, code) => {
		expect(judgeSignIn(failed(kind))).toMatchObject({ ok: false, code });
	});

	it('without an account is none', () => {
		expect(judgeSignIn({ ok: true, entity: null }).code).toBe('SIGN_IN_FAILED');
	});

	it('repeats the words of the vendor', () => {
		expect(judgeSignIn(failed('denied')).seen).toContain('Invalid access token');
	});

	it.each([
		['denied', 'CALLBACKS_REFUSED'],
		['refused', 'CALLBACKS_REFUSED'],
		['busy', 'CALLBACKS_UNREADABLE'],
		['gone', 'CALLBACKS_READABLE'],
	])('for callbacks, %s is %s', (kind, code) => {
		expect(judgeCallbackSignIn(failed(kind).fault).code).toBe(code);
	});
});

describe('database and collection', () => {
	const named = { name: 'Klanten', archived: false };

	it('are told by name', () => {
		expect(judgeDatabase('7', { ok: true, entity: named }).seen).toContain('"Klanten" (ID 7)');
	});

	it.each([
		[null, { ok: true, entity: null }, 'DATABASE_NOT_CHOSEN'],
		['7', { ok: true, entity: null }, 'DATABASE_NOT_FOUND'],
		['7', { ok: true, entity: { ...named, archived: true } }, 'DATABASE_ARCHIVED'],
		['7', failed('busy'), 'RECORD_UNREADABLE'],
	] as const)('%j, %j is %s', (id, read, code) => {
		expect(judgeDatabase(id, read).code).toBe(code);
	});

	it('that cannot be read is not said to be missing', () => {
		expect(judgeCollection('3', failed('busy'))).toMatchObject({
			ok: null,
			code: 'RECORD_UNREADABLE',
		});
		expect(judgeFields(['Email'], failed('busy'))).toMatchObject([{ code: 'RECORD_UNREADABLE' }]);
	});
});

describe('fields', () => {
	it('have one row for each that is missing, without regard to case', () => {
		const rows = judgeFields(['email', 'Nam', 'xyz'], { ok: true, entity: ['Email', 'Naam'] });
		expect(rows).toMatchObject([
			{ field: 'Nam', seen: expect.stringContaining('"Naam"') },
			{ field: 'xyz' },
		]);
		expect(rows[1]?.seen).not.toContain('Did you mean');
	});

	it('have no row where none is looked for', () => {
		expect(judgeFields([], { ok: true, entity: [] })).toEqual([]);
	});
});

describe('the address of n8n', () => {
	it.each([
		['https://n8n.example.com/webhook-waiting/12', 'https://n8n.example.com/'],
		['https://example.com/n8n/webhook-waiting/12?signature=x', 'https://example.com/n8n/'],
		['http://localhost:5678/waiting/12', 'http://localhost:5678/'],
		['12', null],
		['https://n8n.example.com/', null],
		[undefined, null],
	])('of %j is %j', (resumeUrl, address) => {
		expect(publicAddress(resumeUrl)).toBe(address);
	});

	it.each([
		'localhost',
		'127.0.0.1',
		'[::1]',
		'[fd12:3456::1]',
		'[fe80::1]',
		'10.1.2.3',
		'172.16.0.1',
		'172.31.255.1',
		'192.168.178.20',
		'169.254.1.1',
		'100.64.0.1',
		'n8n',
		'n8n.local',
		'n8n.fritz.lan',
		'server.internal',
	])('%s is only for its own network', (host) => {
		expect(isPrivateHost(host)).toBe(true);
	});

	it.each([
		'n8n.example.com',
		'example.com',
		'172.32.0.1',
		'100.128.0.1',
		'11.0.0.1',
		'local.example.com',
		'[2001:db8::1]',
		'home.example.nl',
	])('%s is for all', (host) => {
		expect(isPrivateHost(host)).toBe(false);
	});

	it.each([
		['https://n8n.example.com/', false, 'ADDRESS_PUBLIC'],
		['http://n8n.example.com/', false, 'ADDRESS_NOT_SECURE'],
		['http://127.0.0.1:5678/', false, 'ADDRESS_LOCAL'],
		['http://127.0.0.1:5678/', true, 'ADDRESS_OF_SANDBOX'],
		['https://192.168.0.5/', true, 'ADDRESS_LOCAL'],
		[null, false, 'ADDRESS_UNKNOWN'],
	])('%j, Copernica here: %j, is %s', (address, isHere, code) => {
		expect(judgeAddress(address, isHere).code).toBe(code);
	});

	it('does not take a longer name for itself', () => {
		const address = 'https://n8n.example.com/';
		expect(isBelow(address, 'https://n8n.example.com.evil.example/webhook/a')).toBe(false);
		expect(isBelow(address, 'https://n8n.example.com:8443/webhook/a')).toBe(false);
		expect(isBelow(address, 'https://N8N.example.com/webhook/a')).toBe(true);
	});
});

describe('callbacks', () => {
	const address = 'https://n8n.example.com/';
	const callback = (url: string): RemoteCallback => ({
		id: '5',
		url,
		method: 'json',
		action: 'all',
		expression: '',
	});
	const ours = callback(`${address}webhook/a/webhook`);
	const theirs = callback('https://shop.example.com/hook');

	it.each([
		[ours.url, 'here'],
		[`${address}webhook-test/a/webhook`, 'test'],
		['https://squeezely.tech/callback', 'activate'],
		['https://activate.spotler.com/callback', 'activate'],
		['https://notspotler.com/callback', 'elsewhere'],
		['https://spotler.com.example.com/callback', 'elsewhere'],
		['not a URL', 'elsewhere'],
	])('%s calls %s', (url, target) => {
		expect(targetOf({ url }, address)).toBe(target);
	});

	it('call somebody else where the address of n8n is not known', () => {
		expect(targetOf(ours, null)).toBe('elsewhere');
	});

	it.each([
		['none', [], '', 'CALLBACK_MISSING'],
		['one', [ours, theirs], '', 'CALLBACK_HERE'],
		['another system’s', [theirs], '', 'CALLBACK_NOT_HERE'],
		['two', [ours, callback(`${address}webhook/b/webhook`)], '', 'CALLBACK_SEVERAL'],
		['the wanted one', [theirs], theirs.url, 'CALLBACK_HERE'],
		['another than the wanted one', [ours], `${address}webhook/c/webhook`, 'CALLBACK_URL_MISSING'],
	] as const)('%s: %#', (_, callbacks, wanted, code) => {
		expect(judgeCallbacks(callbacks, address, wanted).code).toBe(code);
	});

	it.each([
		[{ answers: true }, 'CALLBACK_PUBLISHED'],
		[{ answers: false }, 'CALLBACK_UNPUBLISHED'],
		[{ answers: null, said: 'It could not be reached.' }, 'CALLBACK_UNTRIED'],
		[null, 'CALLBACK_UNTRIED'],
	] as const)('with %j are %s', (probe, code) => {
		expect(judgeCallback(ours, 'here', probe)).toMatchObject({ code, callbackId: '5' });
	});

	it('are told with their settings', () => {
		const only = { ...ours, method: 'xml', action: 'create', expression: 'profile.A == 1' };
		expect(judgeCallback(only, 'here', { answers: true }).seen).toContain(
			'Method xml, Action create, a condition.',
		);
	});
});

describe('calls', () => {
	const at = Date.UTC(2026, 10, 26, 12);
	const outcome = (code: CallOutcome['code'], lastAt = at): CallOutcome => ({
		code,
		count: 2,
		lastAt,
	});

	it.each([
		['nothing', [], 'CALLS_NONE'],
		['an accepted one', [outcome('ACCEPTED')], 'CALLS_ACCEPTED'],
		['a refused one', [outcome('DATE_STALE')], 'CALLS_REFUSED'],
		['an ignored one', [outcome('FIELDS_NOT_WATCHED')], 'CALLS_IGNORED'],
		[
			'an accepted one after a refused one',
			[outcome('DATE_STALE', at - 1), outcome('ACCEPTED')],
			'CALLS_ACCEPTED',
		],
		[
			'a refused one after an accepted one',
			[outcome('ACCEPTED', at - 1), outcome('DATE_STALE')],
			'CALLS_REFUSED',
		],
	])('%s: the last one counts', (_, outcomes, code) => {
		expect(judgeCalls(outcomes, null).code).toBe(code);
	});

	it.each([
		['2026-11-26 12:00:00', 'CALLS_ACCEPTED'],
		// As late as it may be in the zone that is furthest ahead.
		['2026-11-27 02:00:00', 'CALLS_ACCEPTED'],
		['2026-11-27 02:00:01', 'CALLS_OLDER'],
		['0000-00-00 00:00:00', 'CALLS_ACCEPTED'],
		['yesterday', 'CALLS_ACCEPTED'],
	])('with a change of %s, in whatever zone, the row is %s', (modified, code) => {
		expect(judgeCalls([outcome('ACCEPTED')], modified).code).toBe(code);
	});

	it('to several workflows are counted together, with the last of them', () => {
		const { seen } = judgeCalls([outcome('ACCEPTED'), outcome('ACCEPTED', at - 1_000)], null);
		expect(seen).toContain('Since n8n started: ACCEPTED 4 (last 2026-11-26 12:00:00 UTC).');
	});

	it('of Webhooks are known once one came', () => {
		expect(judgeWebhooks([outcome('ACCEPTED')]).code).toBe('WEBHOOKS_NOT_LISTED');
		const both = [outcome('MARKETING_SUITE_WEBHOOK'), outcome('MARKETING_SUITE_WEBHOOK')];
		expect(judgeWebhooks(both)).toMatchObject({ ok: false, code: 'WEBHOOKS_ARRIVED' });
		expect(judgeWebhooks(both).seen).toContain('(4)');
	});
});

describe('clocks', () => {
	const noon = Date.UTC(2026, 10, 26, 12);
	const date = new Date(noon).toUTCString();
	const seen = (offsetSeconds: number, tookSeconds = 0) => ({
		date,
		sentAt: noon + offsetSeconds * 1_000,
		receivedAt: noon + (offsetSeconds + tookSeconds) * 1_000,
	});

	it.each([
		[0, 'CLOCK_RIGHT'],
		[61, 'CLOCK_RIGHT'],
		[62, 'CLOCK_AHEAD'],
		[-30, 'CLOCK_RIGHT'],
		[-31, 'CLOCK_BEHIND'],
	])('that differ by %d seconds are %s', (seconds, code) => {
		expect(judgeClock(seen(seconds), 60).code).toBe(code);
	});

	it('are not blamed for an answer that took long', () => {
		expect(judgeClock(seen(-300, 600), 60)).toMatchObject({
			code: 'CLOCK_RIGHT',
			seen: expect.stringContaining('0 seconds'),
		});
	});

	it('may differ more where the trigger allows it', () => {
		expect(judgeClock(seen(200), 300).code).toBe('CLOCK_RIGHT');
		expect(judgeClock(seen(-200), 300).code).toBe('CLOCK_RIGHT');
	});

	it.each([undefined, '', 'soon'])('are not known from the date %j', (unreadable) => {
		expect(judgeClock({ ...seen(0), date: unreadable }, 60).code).toBe('CLOCK_UNKNOWN');
	});
});

describe('resolvers', () => {
	const name = 'one._domainkey.copernica.com';
	const asked = (body: unknown) => judgeResolver('https://dns', name, { kind: 'answer', body });

	it.each([
		[{ Status: 3 }, 'RESOLVER_WITHOUT_KEY'],
		[{ Status: 0, Answer: [{ type: 16, TTL: 1, data: 'v=spf1' }] }, 'RESOLVER_WITHOUT_KEY'],
		[{ Status: 2 }, 'RESOLVER_FAILED'],
		['<html>', 'RESOLVER_FAILED'],
	])('that answer %j are %s', (body, code) => {
		expect(asked(body).code).toBe(code);
	});
});

describe('selections', () => {
	const built = { name: 'Nieuwsbrief', lastBuilt: '2026-11-26 03:00:12' };

	it.each([
		[null, { ok: true, entity: null }, 'SELECTION_NOT_CHOSEN'],
		['7', { ok: true, entity: null }, 'SELECTION_NOT_FOUND'],
		['7', failed('busy'), 'RECORD_UNREADABLE'],
		['7', { ok: true, entity: built }, 'SELECTION_FOUND'],
	] as const)('%j, %j is %s', (id, read, code) => {
		expect(judgeSelection('miniselection', id, read).code).toBe(code);
	});

	it('are told with when they were built, where they were', () => {
		const seen = (lastBuilt: string | null) =>
			judgeSelection('selection', '7', { ok: true, entity: { ...built, lastBuilt } }).seen;
		expect(seen(built.lastBuilt)).toContain(
			"last built it at 2026-11-26 03:00:12 (Copernica's clock).",
		);
		expect(seen(null)).not.toContain('built');
	});
});

describe('looks', () => {
	const newest = { ok: true, entity: { modified: '2026-11-26 10:00:00' } } as const;
	const look = (mark: string, at = 1): LookOutcome => ({ ok: true, at, items: 3, mark });

	it.each([
		['a source with records', ['Email'], newest, 'CHANGES_READABLE'],
		['an empty one', ['Email'], { ok: true, entity: null }, 'CHANGES_READABLE'],
		['a field that hides the time', ['MODIFIED'], newest, 'CHANGES_HIDDEN'],
		['a time that is none', [], { ok: true, entity: { modified: 'ja' } }, 'RECORD_UNREADABLE'],
		['a fault', [], failed('busy'), 'RECORD_UNREADABLE'],
	] as const)('%s is %s', (_, names, read, code) => {
		expect(judgeChanges({ ok: true, entity: names }, read).code).toBe(code);
	});

	it('can be made where the fields cannot be read', () => {
		expect(judgeChanges(failed('busy'), newest).code).toBe('CHANGES_READABLE');
	});

	it.each([
		['denied', false, 'UNSUBSCRIBES_REFUSED'],
		['gone', false, 'UNSUBSCRIBES_REFUSED'],
		['busy', null, 'RECORD_UNREADABLE'],
	])('for unsubscribes, %s is %s', (kind, ok, code) => {
		expect(judgeUnsubscribes('Publisher', failed(kind))).toMatchObject({ ok, code });
	});

	it.each([
		['none', [], '2026-11-26 10:00:00', 'LOOKS_NONE'],
		['one that came as far', [look('2026-11-26 10:00:00')], '2026-11-26 10:00:00', 'LOOKS_WORK'],
		['one that did not', [look('2026-11-26 09:59:59')], '2026-11-26 10:00:00', 'LOOKS_BEHIND'],
		['one that found nothing yet', [look('')], '2026-11-26 10:00:00', 'LOOKS_BEHIND'],
		['one where nothing is newest', [look('')], null, 'LOOKS_WORK'],
		[
			'a failed one after another',
			[look('2026-11-26 10:00:00'), { ok: false, at: 2, said: 'Copernica is away.' }],
			'2026-11-26 10:00:00',
			'LOOKS_FAILED',
		],
		[
			'another after a failed one',
			[{ ok: false, at: 1, said: '' }, look('2026-11-26 10:00:00', 2)],
			'2026-11-26 10:00:00',
			'LOOKS_WORK',
		],
	] as const)('%s: %#', (_, outcomes, at, code) => {
		expect(judgeLooks(outcomes, at).code).toBe(code);
	});

	it('name each time in one form, with the clock that it is from', () => {
		const at = Date.UTC(2026, 10, 26, 23, 57, 3);
		const change = '2026-11-27 00:57:00';
		const newestText = `Newest change in Copernica: ${change} (Copernica's clock).`;
		const outcomes: CallOutcome[] = [{ code: 'ACCEPTED', count: 1, lastAt: at }];
		const texts = [
			judgeCalls(outcomes, change),
			judgeCalls([], change),
			judgeChanges({ ok: true, entity: [] }, { ok: true, entity: { modified: change } }),
			judgeLooks([look(change, at)], change),
			judgeLooks([look('2026-11-27 00:56:59', at)], change),
			judgeLooks([], change),
		].map(({ seen }) => seen);
		for (const text of texts) expect(text).toContain(newestText);
		texts.push(judgeLooks([{ ok: false, at, said: 'Copernica is away.' }], null).seen);
		const ours = texts.filter((text) => text.includes('2026-11-26 23:57:03 UTC'));
		expect(ours).toHaveLength(4);
		expect(texts.at(4)).toContain("has come to 2026-11-27 00:56:59 (Copernica's clock).");
		const bare = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?! UTC| \(Copernica's clock\))/;
		expect(texts.filter((text) => bare.test(text))).toEqual([]);
	});
});

describe('mailings', () => {
	const handler = 'https://n8n.example.com/webhook/a/webhook?event=click';
	const known = { id: '9', event: 'click', handler, databaseId: null };
	const same = { ok: true, entity: { handler, trigger: 'click' } } as const;

	it.each([
		[same, { answers: true }, 'WEBHOOK_PUBLISHED'],
		[same, { answers: false }, 'WEBHOOK_UNPUBLISHED'],
		[same, { answers: null, said: 'It could not be reached.' }, 'WEBHOOK_UNTRIED'],
		[same, null, 'WEBHOOK_UNTRIED'],
		[{ ok: true, entity: null }, null, 'WEBHOOK_GONE'],
		[{ ok: true, entity: { handler, trigger: 'open' } }, null, 'WEBHOOK_GONE'],
		[
			{ ok: true, entity: { handler: 'https://x.example', trigger: 'click' } },
			null,
			'WEBHOOK_GONE',
		],
		[failed('busy'), null, 'RECORD_UNREADABLE'],
	] as const)('%j with %j are %s', (read, probe, code) => {
		expect(judgeWebhook(known, read, probe)).toMatchObject({ code, webhookId: '9', url: handler });
	});

	const outcome = (code: CallOutcome['code']): CallOutcome => ({ code, count: 1, lastAt: 1 });

	it.each([
		['nothing', [], 'DOMAIN_UNKNOWN', 'CALLS_OF_MAILINGS_NONE'],
		['one that was let in', [outcome('ACCEPTED')], 'DOMAIN_CALLED', 'CALLS_ACCEPTED'],
		['one that was ignored', [outcome('EVENT_NOT_WATCHED')], 'DOMAIN_CALLED', 'CALLS_IGNORED'],
		// Anybody can be refused.
		['one that was refused', [outcome('SIGNATURE_MISSING')], 'DOMAIN_UNKNOWN', 'CALLS_REFUSED'],
	] as const)('by calls, %s: %s and %s', (_, calls, domain, code) => {
		expect(judgeDomain(calls, 'https://n8n.example.com/').code).toBe(domain);
		expect(judgeMailingCalls(calls).code).toBe(code);
	});

	it('name the host whose domain has to be validated', () => {
		expect(judgeDomain([], 'https://n8n.example.com/x/').seen).toContain('n8n.example.com');
		expect(judgeDomain([], null).seen).toContain('this n8n');
	});
});
