import type { Change } from '../contracts/change';
import { nearestName } from './nearestName';
import type { NormaliseSettings } from './settings';
import { ChangeReader, parseSource, type SourceField } from './source';
import { guessKey, looksLikeConsent } from './synonyms';

/** A mapped field that no row of a run has. */
export interface MissingField {
	/** Activate key. */
	readonly key: string;
	readonly isConsent: boolean;
	/** As the user wrote it. */
	readonly from: string;
	/** Rows that could have it. */
	readonly rows: number;
	/** The field that was probably meant. */
	readonly nearest: string | null;
}

/** What a run shows of its mapping: something that no single row can tell. */
export interface FieldReport {
	readonly missing: readonly MissingField[];
	/** While no consent is mapped: fields that look like one, and the one that is taken by its name. */
	readonly noConsent: {
		readonly byName: string | null;
		readonly lookAlikes: readonly string[];
	} | null;
}

interface MappedField {
	readonly key: string;
	readonly isConsent: boolean;
	readonly source: SourceField;
}

/** Fields that were named by hand. Interests are not among them: a profile that has none of them is a common thing. */
function mappedFields(settings: NormaliseSettings): MappedField[] {
	const fields = [
		...Object.entries(settings.fields),
		...settings.customFields.map(({ key, source }) => [key, source] as const),
		...settings.combinedFields.flatMap(({ key, sources }) =>
			sources.map((source) => [key, source] as const),
		),
	].map(([key, source]) => ({
		key,
		isConsent: false,
		source: parseSource(source, settings.ofRows),
	}));
	const consents = settings.consents.map(({ consent, source }) => ({
		key: consent,
		isConsent: true,
		source: parseSource(source, settings.ofRows),
	}));
	return [...fields, ...consents].filter(({ source }) => source.scope !== 'interest');
}

/** Names of the record or records in which a field is looked for; none where the change does not bring any. */
function namesFor(scope: SourceField['scope'], change: Change): string[] {
	const own = [...Object.keys(change.fields), ...(change.unreadable ?? [])];
	const parent = Object.keys(change.profileFields ?? {});
	if (scope === 'any') return [...own, ...parent];
	if (scope === change.entity) return own;
	return scope === 'profile' ? parent : [];
}

/** Rows of one run have the same fields, so the names of a few say it all. */
const ROWS_FOR_NAMES = 100;

/**
 * Watches a whole run for what is wrong with the mapping. Pure and cheap: a mapping without faults is seen in the
 * first row, and no more than a few rows are kept.
 */
export class FieldWatch {
	private missing: Array<MappedField & { rows: number }>;
	private readonly sample: Change[] = [];

	constructor(private readonly settings: NormaliseSettings) {
		this.missing = mappedFields(settings).map((field) => ({ ...field, rows: 0 }));
	}

	/** @param change a change that the settings were applied to */
	see(change: Change): void {
		if (this.sample.length < ROWS_FOR_NAMES) this.sample.push(change);
		if (this.missing.length === 0) return;
		const reader = new ChangeReader(change);
		this.missing = this.missing.filter(
			({ source }) => reader.find(source) === undefined && !reader.isUnreadable(source),
		);
		for (const field of this.missing) {
			if (namesFor(field.source.scope, change).length > 0) field.rows++;
		}
	}

	report(): FieldReport {
		return {
			// Where no row could have the field, nothing is wrong with its name.
			missing: this.missing
				.filter(({ rows }) => rows > 0)
				.map(({ key, isConsent, source, rows }) => ({
					key,
					isConsent,
					from: source.text,
					rows,
					nearest: nearestName(source.name, this.names(source.scope)),
				})),
			noConsent: this.settings.consents.length > 0 ? null : this.consentsNotMapped(),
		};
	}

	private names(scope: SourceField['scope']): Set<string> {
		return new Set(this.sample.flatMap((change) => namesFor(scope, change)));
	}

	private consentsNotMapped(): FieldReport['noConsent'] {
		const { mapping, consentsByName } = this.settings;
		const names = [...this.names('any')];
		const [known, other] = names.filter((name) => guessKey(name)?.key === 'newsletter');
		const isTaken = consentsByName && mapping === 'automatic' && other === undefined;
		const byName = isTaken ? (known ?? null) : null;
		return {
			byName,
			lookAlikes: names.filter((name) => looksLikeConsent(name) && name !== byName),
		};
	}
}
