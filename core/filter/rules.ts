import {
	CONSENT_KEYS,
	type Consents,
	type PreparedProfile,
	recordedConsents,
} from '../contracts/preparedProfile';
import { compileAddressPatterns, fitsPattern } from './addressPatterns';
import { consentsBefore, consentsNow } from './catchUp';
import type { FilterRule, SkipCode } from './codes';
import { changesContact } from './contact';
import type { FilterSettings } from './settings';
import { mayWithdrawConsent, provesWithdrawal } from './withdrawal';

/** Settings compiled once for many rows. */
export interface CompiledFilter {
	/**
	 * Whether a row speaks for older ones of its profile, or gives way to a newer one (supersede.ts). One that is never
	 * sent because of its address can do neither.
	 */
	readonly supersedes: (row: PreparedProfile) => boolean;
	/**
	 * Whether the consent rules let a contact through now whose rows they skipped before this change. Activate may know
	 * nothing of its other consents then.
	 */
	readonly beginsToPass: (row: PreparedProfile) => boolean;
	/** Whether SAME_AS_LAST_SENT is on. */
	readonly comparesLastSent: boolean;
	/**
	 * The first rule that skips a row, or null to keep it.
	 *
	 * @param lastSent fingerprints of what was sent before, the newest last; for SAME_AS_LAST_SENT
	 */
	readonly skip: (row: PreparedProfile, lastSent: readonly string[]) => SkipCode | null;
}

/**
 * Keys under which the native connector's own fields may be mapped: `SqueezelyCustomerId` and the `squeezely_…`
 * collections, with or without `custom_`.
 */
const CONNECTOR_KEYS = ['squeezelycustomerid', 'squeezely_*', 'spotler_activate_*'];

/** Whether the newest of the stored fingerprints, the last one, is that of the row. */
export function isLastSent({ fingerprint }: PreparedProfile, lastSent: readonly string[]): boolean {
	return lastSent.at(-1) === fingerprint;
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
	// A consent that is no news is not sent; the record says what the contact gave.
	const has = (row: PreparedProfile, value: 'yes' | 'no') => {
		const recorded = recordedConsents(row);
		return counted.some((consent) => recorded[consent] === value);
	};
	const withdraws = (row: PreparedProfile) => mayWithdrawConsent(row, settings.newWithoutConsent);
	// A created profile is new as a whole, a deleted one is an opt-out: neither is ever "unchanged".
	const isUpdate = ({ source }: PreparedProfile) => source.change === 'update';
	return {
		SUPERSEDED: () => false,
		// What is not sent withdraws nothing, whatever the record says: another profile may say yes for the address.
		DELETED: ({ profile, source }) =>
			source.change === 'delete' && !CONSENT_KEYS.some((consent) => profile[consent] === 'no'),
		EXCLUDED_ADDRESS: ({ profile }) =>
			typeof profile.email === 'string' && isExcluded(profile.email),
		UNCHANGED: (row) => isUpdate(row) && row.changed?.length === 0 && !provesWithdrawal(row),
		CONNECTOR_FIELDS_ONLY: (row) =>
			isUpdate(row) &&
			row.changed !== null &&
			row.changed.length > 0 &&
			row.changed.every(isConnectorKey) &&
			!provesWithdrawal(row),
		NO_CONSENT: (row) => !has(row, 'yes') && has(row, 'no') && !withdraws(row),
		CONSENT_UNKNOWN: (row) => !has(row, 'yes') && !has(row, 'no') && !withdraws(row),
		// A fingerprint speaks of one contact: a row that gives up an address concerns two.
		SAME_AS_LAST_SENT: (row, lastSent) =>
			isLastSent(row, lastSent) && !provesWithdrawal(row) && !changesContact(row),
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
	const isExcluded = (row: PreparedProfile) =>
		on.has('EXCLUDED_ADDRESS') && rules.EXCLUDED_ADDRESS(row, []);
	const isPassed = (consents: Consents) => {
		const values = settings.consents.map((consent) => consents[consent]);
		if (values.includes('yes')) return true;
		return !on.has(values.includes('no') ? 'NO_CONSENT' : 'CONSENT_UNKNOWN');
	};
	return {
		beginsToPass: (row) => {
			const before = consentsBefore(row);
			return before !== null && !isPassed(before) && isPassed(consentsNow(row));
		},
		supersedes: (row) => on.has('SUPERSEDED') && !isExcluded(row),
		comparesLastSent: on.has('SAME_AS_LAST_SENT'),
		// An address that is given up is no contact that the rules are about.
		skip: (row, lastSent) =>
			row.onlyGivesUp === true ? null : (active.find((rule) => rules[rule](row, lastSent)) ?? null),
	};
}
