import type { Edit } from './facts';
import { FIELDS, type Field, type Fields, type Shape } from './history';

const EMPTY: Fields = {
	Email: '',
	Voornaam: '',
	Woonplaats: '',
	Nieuwsbrief: '',
	Service: '',
	Marketing: '',
};

/** The profiles of one database, with everything that ever happened to them. */
export class CopernicaModel {
	readonly edits: Edit[] = [];

	private readonly living = new Map<string, Fields>();

	/** The profile of each person. */
	private readonly profileOf = new Map<number, string>();

	private lastId = 100;

	/** @returns the index of the edit, or null where nothing changed */
	save(at: number, slot: number, set: Readonly<Partial<Record<Field, string>>>): number | null {
		const profile = this.profileOf.get(slot) ?? String(++this.lastId);
		const before = this.living.get(profile) ?? null;
		const after = { ...(before ?? EMPTY), ...set };
		// A profile without an address is nobody that Activate could know.
		if (after.Email === '' || (before !== null && sameFields(before, after))) return null;
		this.profileOf.set(slot, profile);
		this.living.set(profile, after);
		return this.edits.push({ at, profile, before, after }) - 1;
	}

	/** @returns the index of the edit, or null where there is no profile */
	remove(at: number, slot: number): number | null {
		const profile = this.profileOf.get(slot);
		const before = profile === undefined ? undefined : this.living.get(profile);
		if (profile === undefined || before === undefined) return null;
		// A later profile of the same person gets an ID of its own.
		this.profileOf.delete(slot);
		this.living.delete(profile);
		return this.edits.push({ at, profile, before, after: null }) - 1;
	}

	/** Null = deleted. */
	read(profile: string): Fields | null {
		return this.living.get(profile) ?? null;
	}

	/** Living profiles, oldest first. */
	list(): Array<{ profile: string; fields: Fields }> {
		return [...this.living].map(([profile, fields]) => ({ profile, fields }));
	}
}

function sameFields(a: Fields, b: Fields): boolean {
	return FIELDS.every((field) => a[field] === b[field]);
}

function changedFields({ before, after }: Edit): Field[] {
	if (after === null) return [];
	return FIELDS.filter((field) => (before ?? EMPTY)[field] !== after[field]);
}

const xml = (values: Readonly<Record<string, string>>): string =>
	Object.entries(values)
		.map(([name, value]) => `<${name}>${value}</${name}>`)
		.join('');

/** The body of the callback that an edit sets off. */
export function callbackBody(edit: Edit, shape: Shape): string {
	const { profile: id, before, after } = edit;
	const action = after === null ? 'delete' : before === null ? 'create' : 'update';
	const now = after ?? before ?? EMPTY;
	if (shape === 'B') return JSON.stringify({ id, action, fields: now, interests: [] });
	const old = after === null || shape === 'A-new' ? now : (before ?? EMPTY);
	const changes = Object.fromEntries(changedFields(edit).map((field) => [field, now[field]]));
	if (shape === 'C') {
		const updated = after === null ? '' : `<updated>${xml(changes)}</updated>`;
		return `<?xml version="1.0"?><profile>${xml({ id, action })}<fields>${xml(old)}</fields>${updated}</profile>`;
	}
	const parameters = after === null ? {} : { parameters: changes };
	const json = JSON.stringify({ id, action, ...parameters, profile: { id, fields: old } });
	return `json=${encodeURIComponent(json)}`;
}
