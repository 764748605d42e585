import type { Field, Selection } from './model';
import { meets, readSelector, type Selectable } from './selectors';

/** What selections need to know of the account. */
interface Owner {
	nextId: () => number;
	nowText: () => string;
	/** A field of a database or collection by name. */
	fieldOf: (selection: Selection, name: string) => Field | null;
	/** All that could be in a selection. */
	entriesOf: (selection: Selection) => Selectable[];
}

/** The selections of the account, each with the members that it had when it was last built. */
export class Selections {
	readonly all = new Map<number, Selection>();

	constructor(private readonly owner: Owner) {}

	/** Makes a selection and builds it. */
	add(
		where: Pick<Selection, 'kind' | 'ownerId'> & { parentId?: number },
		name: string,
		rules: string[],
	): Selection {
		const selection: Selection = {
			parentId: null,
			...where,
			id: this.owner.nextId(),
			name,
			description: '',
			rules,
			members: new Set(),
			lastBuilt: '',
		};
		this.all.set(selection.id, selection);
		this.rebuild(selection);
		return selection;
	}

	find(kind: Selection['kind'], id: number): Selection | null {
		const found = this.all.get(id);
		return found?.kind === kind ? found : null;
	}

	/** Selections right below a database or collection. */
	below(kind: Selection['kind'], ownerId: number): Selection[] {
		return [...this.all.values()].filter(
			(entry) => entry.kind === kind && entry.ownerId === ownerId && entry.parentId === null,
		);
	}

	/** Selections right below a selection. */
	within(parentId: number): Selection[] {
		return [...this.all.values()].filter((entry) => entry.parentId === parentId);
	}

	/** Takes in who fits now, among the members of the selection that it is nested in. */
	rebuild(selection: Selection): void {
		const parent = selection.parentId === null ? null : this.all.get(selection.parentId);
		const rules = selection.rules.flatMap((rule) => {
			const read = readSelector(rule, (name) => this.owner.fieldOf(selection, name));
			return read === null ? [] : [read];
		});
		const fits = (entry: Selectable) =>
			(parent?.members.has(entry.id) ?? true) && rules.every((rule) => meets(entry, rule, false));
		const members = this.owner.entriesOf(selection).filter(fits);
		selection.members = new Set(members.map(({ id }) => id));
		selection.lastBuilt = this.owner.nowText();
	}
}
