import type { ActivateValues, PreparedProfile } from '../../../core/contracts/preparedProfile';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import { orderOfTime } from '../../../core/contracts/order';
import { applyFilter, type FilterDecision } from '../../../core/filter/filter';
import { compileFilter } from '../../../core/filter/rules';
import { readFilterSettings, type FilterSettingsInput } from '../../../core/filter/settings';

type Over = Partial<Omit<PreparedProfile, 'source'>> & {
	source?: Partial<PreparedProfile['source']>;
};

/** A prepared profile of profile 1 with the given values; an update of unknown extent unless told otherwise. */
export function row(values: ActivateValues = {}, { source, ...over }: Over = {}): PreparedProfile {
	const profile = { email: 'a@example.com', ...values };
	const receivedAt = source?.receivedAt ?? '2026-03-01T12:00:00.000Z';
	return {
		profile,
		consents: {},
		subscribedElsewhere: [],
		changed: null,
		previous: null,
		source: {
			entity: 'profile',
			profileId: '1',
			subprofileId: null,
			databaseId: '42',
			collectionId: null,
			change: 'update',
			changeKey: 'k'.repeat(64),
			receivedAt,
			order: orderOfTime(receivedAt),
			sentAt: null,
			...source,
		},
		fingerprint: fingerprintOf({ profile, consents: over.consents ?? {} }),
		notes: [],
		...over,
	};
}

/** A fixed day's time, so that rows can be put in order. */
export const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;

/** The source of a row that came in at a second. */
export const when = (second: number, source: Over['source'] = {}) => ({
	source: { receivedAt: at(second), ...source },
});

export function filterOf(settings: FilterSettingsInput = {}) {
	const read = readFilterSettings(settings);
	if (!read.ok) throw new Error(read.reason);
	return compileFilter(read.settings);
}

export function decide(
	rows: PreparedProfile[],
	settings: FilterSettingsInput = {},
	lastSent: string[] = [],
): FilterDecision[] {
	const filter = filterOf(settings);
	return applyFilter(rows.map((prepared) => ({ prepared, filter, lastSent })));
}

/** The code of each decision, or `keep`. */
export function codes(...args: Parameters<typeof decide>): string[] {
	return decide(...args).map((decision) => (decision.keep ? 'keep' : decision.skip.code));
}
