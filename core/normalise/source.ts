import type { Change } from '../contracts/change';
import { isInfix } from './synonyms';

/**
 * Where a value comes from, as the user wrote it: `Voornaam` (the changed entity first, then its profile),
 * `profile.Voornaam`, `subprofile.Voornaam` or `interest:Sport`.
 */
export interface SourceField {
	readonly scope: 'any' | 'profile' | 'subprofile' | 'interest';
	readonly name: string;
	readonly folded: string;
	/** As the user wrote it, for notes. */
	readonly text: string;
	/** There on several fields that make one value; see {@link combineSources}. */
	readonly combination?: Combination;
}

interface Combination {
	readonly parts: readonly SourceField[];
	readonly between: string;
}

/**
 * Several fields as the source of one value, in order.
 *
 * @param between what stands between two of their texts
 */
export function combineSources(parts: readonly SourceField[], between: string): SourceField {
	const text = parts.map((part) => part.text).join(' + ');
	return {
		scope: 'any',
		name: text,
		folded: text.toLowerCase(),
		text,
		combination: { parts, between },
	};
}

/**
 * One text of several. What is empty leaves no gap. An infix stands before a name only: without one it is nothing, and
 * one that the name begins with already is not put there twice.
 */
function joinTexts({ parts, between }: Combination, texts: readonly string[]): string {
	const filled = texts
		.map((text, index) => ({ text: text.trim(), isInfix: isInfix(parts[index]?.name ?? '') }))
		.filter(({ text }) => text !== '');
	if (filled.every((each) => each.isInfix)) return '';
	return filled
		.filter(({ text, isInfix: isBefore }, index) => {
			const next = filled[index + 1]?.text.toLowerCase() ?? '';
			return !(isBefore && next.startsWith(`${text.toLowerCase()} `));
		})
		.map(({ text }) => text)
		.join(between);
}

const PREFIXES = [
	{ prefix: /^profile\./i, scope: 'profile' },
	{ prefix: /^subprofile\./i, scope: 'subprofile' },
	{ prefix: /^interest:\s*/i, scope: 'interest' },
] as const;

/**
 * Reads a source as the user wrote it.
 *
 * @param isColumn whether it names a column of a row, where `profile.email` is the value at that path and nothing else
 */
export function parseSource(text: string, isColumn = false): SourceField {
	const trimmed = text.trim();
	for (const { prefix, scope } of isColumn ? [] : PREFIXES) {
		if (prefix.test(trimmed)) {
			const name = trimmed.replace(prefix, '');
			return { scope, name, folded: name.toLowerCase(), text: trimmed };
		}
	}
	return { scope: 'any', name: trimmed, folded: trimmed.toLowerCase(), text: trimmed };
}

/** Whether a source names anything at all (`interest:` alone does not). */
export function isCompleteSource(text: string): boolean {
	return parseSource(text).name !== '';
}

/** A record whose names are compared without regard to case, as Copernica does. */
class FieldRecord {
	private folded: Map<string, string> | null = null;

	constructor(private readonly values: Readonly<Record<string, string>>) {}

	/** Exact spelling first; of several other spellings the last, as in Copernica. */
	get(source: SourceField): string | undefined {
		if (Object.hasOwn(this.values, source.name)) return this.values[source.name];
		if (this.folded === null) {
			this.folded = new Map();
			for (const name of Object.keys(this.values)) {
				this.folded.set(name.toLowerCase(), this.values[name] ?? '');
			}
		}
		return this.folded.get(source.folded);
	}
}

const nothing: ReadonlySet<string> = new Set();

/** The text of a combination; undefined where one of its fields is not told. */
function joined(
	combination: Combination,
	textOf: (part: SourceField) => string | undefined,
): string | undefined {
	const texts = combination.parts.flatMap((part) => textOf(part) ?? []);
	return texts.length === combination.parts.length ? joinTexts(combination, texts) : undefined;
}

/** Looks values up in one change. */
export class ChangeReader {
	private readonly fields: FieldRecord;
	private readonly profileFields: FieldRecord | null;
	private readonly previousFields: FieldRecord | null;
	private readonly changedNames: ReadonlySet<string> | null;
	private readonly unreadable: ReadonlySet<string>;
	private readonly booleans: ReadonlySet<string>;
	private interests: ReadonlyMap<string, 'yes' | 'no'> | null = null;

	constructor(private readonly change: Change) {
		this.fields = new FieldRecord(change.fields);
		this.profileFields =
			change.profileFields === null ? null : new FieldRecord(change.profileFields);
		this.previousFields = change.previous === null ? null : new FieldRecord(change.previous);
		this.changedNames =
			change.changed === null ? null : new Set(change.changed.map((name) => name.toLowerCase()));
		this.unreadable =
			change.unreadable === undefined
				? nothing
				: new Set(change.unreadable.map((name) => name.toLowerCase()));
		this.booleans =
			change.booleans === undefined
				? nothing
				: new Set(change.booleans.map((name) => name.toLowerCase()));
	}

	/** Whether the change tells which fields changed. */
	get tellsChanged(): boolean {
		return this.changedNames !== null;
	}

	/** The value after the change; `undefined` where the change does not bring the field, or nothing readable in it. */
	find(source: SourceField): string | undefined {
		if (source.combination !== undefined) {
			return joined(source.combination, (part) => this.find(part));
		}
		if (source.scope === 'interest') return this.findInterest(source);
		const own = this.mayBeOfChangedEntity(source) ? this.fields.get(source) : undefined;
		if (own !== undefined || source.scope === 'subprofile') return own;
		// The profile's field of the same name is another one.
		if (source.scope === 'any' && this.unreadable.has(source.folded)) return undefined;
		return this.profileFields?.get(source);
	}

	/** Whether the value is one that *Add Profile* has read, later than the change. */
	isReadLater(source: SourceField): boolean {
		if (this.change.profileReadAt === undefined || source.scope === 'subprofile') return false;
		if (source.combination !== undefined) {
			const found = source.combination.parts.filter((part) => this.find(part) !== undefined);
			return found.length > 0 && found.every((part) => this.isReadLater(part));
		}
		const isOwn = source.scope === 'any' && this.fields.get(source) !== undefined;
		return !isOwn && this.find(source) !== undefined;
	}

	/** Whether the change brings the field, but nothing that can be read (see `unreadable` of a Change). */
	isUnreadable(source: SourceField): boolean {
		if (source.combination !== undefined) {
			return source.combination.parts.some((part) => this.isUnreadable(part));
		}
		return this.unreadable.has(source.folded) && this.find(source) === undefined;
	}

	/** Whether the 1 or 0 of a field was `true` or `false`. */
	isBoolean(source: SourceField): boolean {
		const isOwn =
			this.mayBeOfChangedEntity(source) &&
			[this.fields, this.previousFields].some((values) => values?.get(source) !== undefined);
		return this.booleans.has(isOwn ? source.folded : `profile.${source.folded}`);
	}

	/**
	 * Whether the change would name the field if it had changed. It tells of the fields of its own record only: not of
	 * interests, and a subprofile's not of its profile.
	 */
	tellsChangeOf(source: SourceField): boolean {
		if (this.changedNames === null || !this.mayBeOfChangedEntity(source)) return false;
		return (
			this.change.entity === 'profile' ||
			source.scope === 'subprofile' ||
			this.fields.get(source) !== undefined
		);
	}

	/** Whether the change names the field as changed; only for fields of the entity that changed. */
	isChanged(source: SourceField): boolean {
		if (source.combination !== undefined) {
			return source.combination.parts.some((part) => this.isChanged(part));
		}
		return (
			this.changedNames !== null &&
			this.mayBeOfChangedEntity(source) &&
			this.changedNames.has(source.folded)
		);
	}

	/** The value before the change; `undefined` where it is not told. */
	before(source: SourceField): string | undefined {
		const { combination } = source;
		if (combination !== undefined) {
			const isTold = combination.parts.some((part) => this.before(part) !== undefined);
			return isTold ? joined(combination, (part) => this.wasBefore(part)) : undefined;
		}
		return this.previousFields !== null && this.mayBeOfChangedEntity(source)
			? this.previousFields.get(source)
			: undefined;
	}

	/** The value before the change, also of a field that the change tells did not change. */
	private wasBefore(source: SourceField): string | undefined {
		const isSame = this.tellsChangeOf(source) && !this.isChanged(source);
		return this.before(source) ?? (isSame ? this.find(source) : undefined);
	}

	private mayBeOfChangedEntity({ scope }: SourceField): boolean {
		return scope === 'any' || scope === this.change.entity;
	}

	/** An interest is yes or no only where the change tells of it by name: one that a list lacks may not even exist. */
	private findInterest(source: SourceField): string | undefined {
		this.interests ??= new Map([
			...(this.change.interests ?? []).map((name) => [name.toLowerCase(), 'yes'] as const),
			...(this.change.interestsOff ?? []).map((name) => [name.toLowerCase(), 'no'] as const),
		]);
		return this.interests.get(source.folded);
	}
}
