import { changeKeyOf, type Change } from '../../../core/contracts/change';
import { orderOfTime } from '../../../core/contracts/order';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import { compileNormaliser, type InvalidChange } from '../../../core/normalise/normalise';
import {
	readNormaliseSettings,
	type NormaliseSettingsInput,
} from '../../../core/normalise/settings';

export const RECEIVED_AT = '2026-03-01T12:00:00.000Z';

/** A profile change with the given values; everything else neutral. */
export function changeOf(fields: Record<string, string>, over: Partial<Change> = {}): Change {
	const rest = {
		change: 'update' as const,
		entity: 'profile' as const,
		profileId: '1',
		subprofileId: null,
		databaseId: '42',
		collectionId: null,
		fields,
		profileFields: null,
		previous: null,
		changed: null,
		interests: null,
		interestsOff: null,
		accountId: '12345',
		...over,
	};
	return {
		...rest,
		receivedAt: RECEIVED_AT,
		order: orderOfTime(RECEIVED_AT),
		sentAt: null,
		otherProfiles: null,
		changeKey: changeKeyOf(rest),
		...over,
	};
}

/** The normaliser for settings that must be fine. */
export function normaliserOf(settings: NormaliseSettingsInput = {}) {
	const read = readNormaliseSettings(settings);
	if (!read.ok) throw new Error(read.reason);
	return compileNormaliser(read.settings);
}

export function prepare(change: Change, settings: NormaliseSettingsInput = {}): PreparedProfile {
	const outcome = normaliserOf(settings)(change);
	if (!outcome.ok) throw new Error(`${outcome.invalid.code} ${outcome.invalid.field}`);
	return outcome.prepared;
}

export function refusal(change: Change, settings: NormaliseSettingsInput = {}): InvalidChange {
	const outcome = normaliserOf(settings)(change);
	if (outcome.ok) throw new Error('was prepared');
	return outcome.invalid;
}

/** Codes of the notes on one Activate key. */
export function notesOn(prepared: PreparedProfile, field: string): string[] {
	return prepared.notes.filter((note) => note.field === field).map(({ code }) => code);
}
