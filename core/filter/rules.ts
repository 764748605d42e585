import { CONSENT_KEYS, type PreparedProfile } from '../contracts/preparedProfile';
import { compileAddressPatterns, fitsPattern } from './addressPatterns';
import type { FilterRule, SkipCode } from './codes';
import type { FilterSettings } from './settings';

/** Settings compiled once for many rows. */
export interface CompiledFilter {
	/** Whether older changes of one profile give way to a newer one (supersede.ts). */
	readonly supersede: boolean;
	/**
	 * The first rule that skips a row, or null to keep it.
	 *
	 * @param lastSent fingerprints of what was sent before, for SAME_AS_LAST_SENT
	 */
	readonly skip: (row: PreparedProfile, lastSent: readonly string[]) => SkipCode | null;
}

/**
 * Keys under which the native connector's own fields may be mapped: `SqueezelyCustomerId` and the `squeezely_…`
 * collections (spotler-activate.md 9), with or without `custom_`.
 */
const CONNECTOR_KEYS = ['squeezelycustomerid', 'squeezely_*', 'spotler_activate_*'];

/**
 * Whether a row may carry an opt-out that Activate does not have yet. Such a row is never held back by a consent
 * rule, or Activate would go on mailing. Without proof that the consent was "no" before, it counts as new.
 */
function mayWithdrawConsent(row: PreparedProfile, newWithoutConsent: 'send' | 'skip'): boolean {
	const { profile, changed, previous, source } = row;
	return CONSENT_KEYS.some((consent) => {
		if (profile[consent] !== 'no') return false;
		if (source.change === 'delete' || previous?.[consent] === 'yes') return true;
		// A new address or user ID is another identity in Activate.
		if (changed !== null) {
			const told = changed.some((key) => key === consent || key === 'email' || key === 'userid');
			if (told || source.change !== 'create') return told;
		}
		return source.change !== 'create' || newWithoutConsent === 'send';
	});
}

type Rule = (row: PreparedProfile, lastSent: readonly string[]) => boolean;

function compileRules(settings: FilterSettings): Record<FilterRule, Rule> {
	const isExcluded = compileAddressPatterns(settings.excludedAddresses);
	const connectorKeys = [
		...CONNECTOR_KEYS,
		...settings.connectorKeys.map((key) => key.toLowerCase().replace(/^custom_/, '')),
	];
	const isConnectorKey = (key: string) => {
		const name = key.toLowerCase().replace(/^custom_/, '');
		return connectorKeys.some((pattern) => fitsPattern(name, pattern));
	};
	const counted = settings.consents;
	const has = ({ profile }: PreparedProfile, value: string) =>
		counted.some((consent) => profile[consent] === value);
	const withdraws = (row: PreparedProfile) => mayWithdrawConsent(row, settings.newWithoutConsent);
	// A created profile is new as a whole, a deleted one is an opt-out: neither is ever "unchanged".
	const isUpdate = ({ source }: PreparedProfile) => source.change === 'update';
	return {
		SUPERSEDED: () => false,
		DELETED: ({ profile, source }) =>
			source.change === 'delete' && !CONSENT_KEYS.some((consent) => profile[consent] === 'no'),
		EXCLUDED_ADDRESS: ({ profile }) =>
			typeof profile.email === 'string' && isExcluded(profile.email),
		UNCHANGED: (row) => isUpdate(row) && row.changed?.length === 0,
		CONNECTOR_FIELDS_ONLY: (row) =>
			isUpdate(row) &&
			row.changed !== null &&
			row.changed.length > 0 &&
			row.changed.every(isConnectorKey),
		NO_CONSENT: (row) => !has(row, 'yes') && has(row, 'no') && !withdraws(row),
		CONSENT_UNKNOWN: (row) => !has(row, 'yes') && !has(row, 'no') && !withdraws(row),
		SAME_AS_LAST_SENT: (row, lastSent) => lastSent.includes(row.fingerprint),
	};
}

/** The order in which the rules are asked: who is it, did anything change, may it be sent, was it sent. */
const order: readonly FilterRule[] = [
	'DELETED',
	'EXCLUDED_ADDRESS',
	'UNCHANGED',
	'CONNECTOR_FIELDS_ONLY',
	'NO_CONSENT',
	'CONSENT_UNKNOWN',
	'SAME_AS_LAST_SENT',
];

/** Compiles the settings of Filter once for many rows. Pure, never throws. */
export function compileFilter(settings: FilterSettings): CompiledFilter {
	const on = new Set(settings.rules);
	const rules = compileRules(settings);
	const active = order.filter((rule) => on.has(rule));
	return {
		supersede: on.has('SUPERSEDED'),
		skip: (row, lastSent) => active.find((rule) => rules[rule](row, lastSent)) ?? null,
	};
}
