import { sha256Hex } from '../canonical';
import { hasInvisible } from '../invisible';
import { CONSENT_KEYS } from '../contracts/preparedProfile';
import type { ReasonDetails, SyncCode } from './codes';
import { isProfileKey, RESERVED_KEYS, textOf, type EventFields } from './event';
import { requiredFields } from './eventName';
import type { JsonValue } from '../contracts/json';

/** Why a row is not sent, or what became of it: a code with the names its reason needs. */
export interface Finding {
	code: SyncCode;
	details: ReasonDetails;
}

const HASH = /^[0-9a-f]{64}$/;

/** Whether an address in lower case is the SHA-256 hash of one. */
export function isHash(email: string): boolean {
	return HASH.test(email);
}

/** A lower-case address; deliberately loose, the fine check is Normalise's. */
const ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/;

/**
 * Last check before an event leaves ("strict about what goes out"), whoever made the item: Activate gets an
 * identifier, consents that are exactly yes or no, scalars in profile fields, and the fields that the event needs.
 *
 * @returns null when the event may be sent, else the first thing that speaks against it
 */
export function checkEvent(event: string, fields: EventFields): Finding | null {
	return (
		checkKeys(fields) ??
		checkIdentifier(fields) ??
		checkConsents(fields) ??
		checkRequired(event, fields)
	);
}

function checkKeys(fields: EventFields): Finding | null {
	for (const [field, value] of Object.entries(fields)) {
		if (field.trim() === '') return { code: 'VALUE_NOT_SENDABLE', details: { field } };
		if (RESERVED_KEYS.includes(field)) return { code: 'KEY_RESERVED', details: { field } };
		if (isProfileKey(field) && typeof value === 'object') {
			return { code: 'VALUE_NOT_SENDABLE', details: { field } };
		}
		if (field === 'userid' && typeof value === 'string' && hasInvisible(value)) {
			return { code: 'VALUE_NOT_SENDABLE', details: { field } };
		}
		if (hasAlteredNumber(value)) return { code: 'VALUE_NOT_SENDABLE', details: { field } };
	}
	return null;
}

/**
 * Whether a value holds an integer beyond those that JavaScript can tell apart: its last digits may not be the ones
 * that were meant, and a user ID would be somebody else's. As a text it may be as long as it likes.
 */
function hasAlteredNumber(value: JsonValue): boolean {
	if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
	return typeof value === 'object' && Object.values(value).some(hasAlteredNumber);
}

function checkIdentifier({ email, userid }: EventFields): Finding | null {
	if (textOf(email) === null && textOf(userid) === null) {
		return { code: 'IDENTIFIER_MISSING', details: {} };
	}
	if (email === undefined) return null;
	const usable =
		typeof email === 'string' &&
		(isHash(email) ||
			(ADDRESS.test(email) && email === email.toLowerCase() && !hasInvisible(email)));
	return usable ? null : { code: 'EMAIL_INVALID', details: { field: 'email' } };
}

function checkConsents(fields: EventFields): Finding | null {
	const field = CONSENT_KEYS.find(
		(key) => !['yes', 'no', undefined].some((v) => v === fields[key]),
	);
	return field === undefined ? null : { code: 'CONSENT_INVALID', details: { field } };
}

function checkRequired(event: string, fields: EventFields): Finding | null {
	const field = requiredFields(event).find((path) => !hasField(fields, path));
	return field === undefined ? null : { code: 'FIELD_MISSING', details: { event, field } };
}

function hasField(fields: EventFields, path: string): boolean {
	const [list, key] = path.split('[].');
	if (list === undefined || key === undefined) return textOf(fields[path]) !== null;
	const rows: JsonValue | undefined = fields[list];
	if (!Array.isArray(rows) || rows.length === 0) return false;
	return rows.every(
		(row) => typeof row === 'object' && !Array.isArray(row) && textOf(row[key]) !== null,
	);
}

/** The address in the form in which Activate compares it, so that a plain address equals its own hash. */
export function addressKey(email: string): string {
	const lower = email.trim().toLowerCase();
	return isHash(lower) ? lower : sha256Hex(lower);
}
