import { isHostileKey, isTreeObject, type Tree, type TreeObject } from '../body/tree';
import { readNewInterests, renew, type NewInterests } from './interests';
import { lowerCaseKeys, fieldText, type FieldValues } from './values';

/** The new values of a change. */
export interface Updated {
	/** Null when none are named. */
	values: FieldValues | null;
	/** Null when none are named apart from the fields. */
	interests: NewInterests | null;
	/**
	 * Names of the record that are touched in an unreadable way: their current value is not known. Null = all were
	 * readable.
	 */
	unread: string[] | null;
	/** Lower-case names of values inside a profile: in a subprofile's callback they are not its own. */
	ofProfile: string[];
}

const isNested = (tree: Tree): tree is Tree[] | TreeObject =>
	typeof tree === 'object' && tree !== null;

/** A list of scalars is a field given twice. */
const isValue = (tree: Tree): boolean =>
	Array.isArray(tree) ? !tree.some(isNested) : !isNested(tree);

const wrappers: ReadonlySet<string> = new Set(['fields', 'data']);

/** Collects the values of one map, and the names of everything unreadable. */
class Reader {
	private readonly byName = new Map<string, { name: string; value: string }>();
	private readonly mentioned = new Set<string>();
	private readonly ofProfile = new Set<string>();
	private isInProfile = false;
	private isPartial = false;
	private interests: NewInterests | null = null;

	/** @param known lower-case names of the record's fields and interests */
	constructor(
		private readonly fields: ReadonlySet<string>,
		private readonly known: ReadonlySet<string>,
	) {}

	/** Reads a map or a list, in any of the known wrappers. */
	read(tree: Tree): void {
		if (Array.isArray(tree)) this.readList(tree);
		else if (!isTreeObject(tree)) this.mention(tree);
		else if (this.isPair(tree)) this.readPair(tree);
		else for (const [name, value] of Object.entries(tree)) this.readEntry(name, value);
	}

	result(): Updated {
		const unread = [...this.mentioned].filter((name) => this.known.has(name));
		const values: FieldValues = {};
		for (const [key, { name, value }] of this.byName) {
			if (!unread.includes(key)) values[name] = value;
		}
		return {
			values: Object.keys(values).length === 0 ? null : values,
			interests: this.interests,
			unread: this.isPartial || unread.length > 0 ? unread : null,
			ofProfile: [...this.ofProfile],
		};
	}

	private readList(list: Tree[]): void {
		const [first] = list;
		const pairs = list.filter(isTreeObject).filter(isNameAndValue);
		if (pairs.length === list.length) for (const pair of pairs) this.readPair(pair);
		else if (list.length === 1 && isTreeObject(first)) this.read(first);
		else if (isValue(list)) this.mention(list);
		else this.leaveUnread(list);
	}

	private readEntry(name: string, value: Tree): void {
		const key = name.toLowerCase();
		const isField = this.fields.has(key);
		if (isField && Array.isArray(value) && isValue(value) && key !== 'interests')
			this.add(name, value);
		else if (key === 'interests' && (isNested(value) || !isField)) {
			const interests = readNewInterests(value, this.known);
			this.interests = this.interests === null ? interests : renew(this.interests, interests);
		} else if (wrappers.has(key) && isNested(value)) this.read(value);
		else if (key === 'profile' && isTreeObject(value)) this.readProfile(value);
		else if (isValue(value) && (isField || !Array.isArray(value))) this.add(name, value);
		else this.leaveUnread({ [name]: value });
	}

	/** A whole profile: apart from its fields there are only ids. */
	private readProfile(profile: TreeObject): void {
		const wasInProfile = this.isInProfile;
		this.isInProfile = true;
		for (const [name, value] of Object.entries(profile)) {
			const key = name.toLowerCase();
			if (key === 'fields' || key === 'interests') this.readEntry(name, value);
			else if (isNested(value)) this.leaveUnread({ [name]: value });
			else this.mention({ [name]: value });
		}
		this.isInProfile = wasInProfile;
	}

	/** `{ name, value }`, unless these are fields themselves. */
	private isPair(object: TreeObject): boolean {
		const { name } = lowerCaseKeys(object);
		return (
			isNameAndValue(object) &&
			typeof name === 'string' &&
			this.known.has(name.trim().toLowerCase())
		);
	}

	private readPair(object: TreeObject): void {
		const { name, value } = lowerCaseKeys(object);
		if (typeof name === 'string' && value !== undefined && !isNested(value)) {
			this.add(name.trim(), value);
		} else this.leaveUnread(object);
	}

	/** A name given twice with different values counts as not given. */
	private add(name: string, value: Tree): void {
		if (isHostileKey(name)) return;
		const key = name.toLowerCase();
		const text = fieldText(value);
		if (this.isInProfile) this.ofProfile.add(key);
		const told = this.byName.get(key);
		if (told !== undefined && told.value !== text) this.mention(name);
		else this.byName.set(key, { name, value: text });
		if (!this.known.has(key)) this.mention({ [name]: value });
	}

	private leaveUnread(tree: Tree): void {
		this.isPartial = true;
		this.mention(tree);
	}

	/** Keeps every name found in a tree, as a key, as a value or within a text such as `fields[name]=…`. */
	private mention(tree: Tree): void {
		if (Array.isArray(tree)) for (const entry of tree) this.mention(entry);
		else if (isTreeObject(tree)) {
			for (const [name, value] of Object.entries(tree)) {
				this.mention(name);
				this.mention(value);
			}
		} else {
			const text = fieldText(tree).toLowerCase();
			for (const part of [text, ...text.split(/[^\p{L}\p{N}\p{M}_ -]/u)]) {
				this.mentioned.add(part.trim());
			}
		}
	}
}

function isNameAndValue(object: TreeObject): boolean {
	const keys = Object.keys(lowerCaseKeys(object));
	return keys.length === 2 && keys.includes('name') && keys.includes('value');
}

/**
 * Reads `parameters` and `updated`: values by name, the body of a REST call (`{ fields: {…}, interests: … }`), the same
 * inside `data` or `profile`, or a list of `{ name, value }`. If both name a field, `updated` counts. A map under
 * another name is not a value, because field values are texts: the names in it count as unreadable.
 *
 * @param fields names of the record's fields
 * @param interests names of its interests
 */
export function readUpdated(
	{ parameters = null, updated = null }: { parameters?: Tree; updated?: Tree },
	fields: readonly string[],
	interests: Iterable<string>,
): Updated {
	const lower = new Set(fields.map((name) => name.toLowerCase()));
	const known = new Set([...lower, ...interests]);
	const read = (tree: Tree): Updated => {
		const reader = new Reader(lower, known);
		if (tree !== null) reader.read(tree);
		return reader.result();
	};
	return merge(read(parameters), read(updated));
}

function merge(first: Updated, second: Updated): Updated {
	const renewed = new Set(Object.keys(second.values ?? {}).map((name) => name.toLowerCase()));
	const kept = Object.entries(first.values ?? {}).filter(
		([name]) => !renewed.has(name.toLowerCase()),
	);
	const values: FieldValues = { ...Object.fromEntries(kept), ...second.values };
	const interests =
		first.interests !== null && second.interests !== null
			? renew(first.interests, second.interests)
			: (first.interests ?? second.interests);
	return {
		values: Object.keys(values).length === 0 ? null : values,
		interests,
		unread:
			first.unread === null && second.unread === null
				? null
				: [...new Set([...(first.unread ?? []), ...(second.unread ?? [])])],
		ofProfile: [...first.ofProfile, ...second.ofProfile],
	};
}
