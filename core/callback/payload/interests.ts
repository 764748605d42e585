import { isTreeObject, type Tree, type TreeObject } from '../body/tree';
import { lowerCaseKeys, fieldText, type FieldValues } from './values';

/**
 * What a callback says about interests: which are certainly on, and which are certainly off. Nothing is known about a
 * name in neither list: an interest that is not listed may be off or have another name.
 */
export interface InterestStates {
	on: string[];
	off: string[];
}

/** Interests among the new values. */
export interface NewInterests extends InterestStates {
	/** Touched, but it is not clear how. */
	untold: string[];
	/** True when nothing is certain about the unnamed interests: a new list may have left them out. */
	isWhole: boolean;
}

type Switch = 'on' | 'off';

const switches: ReadonlyMap<string, Switch> = new Map([
	['1', 'on'],
	['true', 'on'],
	['yes', 'on'],
	['ja', 'on'],
	['on', 'on'],
	['0', 'off'],
	['false', 'off'],
	['no', 'off'],
	['nee', 'off'],
	['off', 'off'],
]);

/** Reads a switch; null for anything that is not clear. */
function readSwitch(tree: Tree): Switch | null {
	if (typeof tree === 'object') return null;
	return switches.get(fieldText(tree).trim().toLowerCase()) ?? null;
}

/** Collects states by name, ignoring case; drops contradictions. */
class Told {
	private readonly byName = new Map<string, { name: string; state: Switch | null }>();

	get isEmpty(): boolean {
		return this.byName.size === 0;
	}

	add(name: string, state: Switch): void {
		const key = name.toLowerCase();
		const known = this.byName.get(key);
		if (known && known.state !== state) known.state = null;
		else this.byName.set(key, { name, state });
	}

	states(): InterestStates {
		const namesThat = (state: Switch): string[] =>
			[...this.byName.values()].filter((one) => one.state === state).map(({ name }) => name);
		return { on: namesThat('on'), off: namesThat('off') };
	}
}

/** Keys that say something about one interest; an object with any of them is not a group of interests. */
const ATTRIBUTES = new Set([
	'id',
	'name',
	'group',
	'state',
	'status',
	'value',
	'active',
	'enabled',
	'checked',
	'selected',
	'subscribed',
]);

const NAMING_KEYS = new Set(['id', 'name', 'group']);

/** A name: a text, or an object that only says which interest it is; undefined for anything else. */
function readName(tree: Tree | undefined): string | undefined {
	if (typeof tree === 'string') return readSwitch(tree) === null ? tree.trim() : undefined;
	if (!isTreeObject(tree)) return undefined;
	const object = lowerCaseKeys(tree);
	const onlyNames = Object.keys(object).every((key) => NAMING_KEYS.has(key));
	return onlyNames && typeof object.name === 'string' ? readName(object.name) : undefined;
}

/** Adds the names of a list. @returns false when an entry is not a name, which makes the whole list uncertain */
function addList(told: Told, list: ReadonlyArray<Tree | undefined>): boolean {
	const names: string[] = [];
	for (const entry of list) {
		const name = readName(entry);
		if (name === undefined) return false;
		if (name !== '') names.push(name);
	}
	for (const name of names) told.add(name, 'on');
	return true;
}

function isOneInterest(object: TreeObject): boolean {
	return Object.keys(lowerCaseKeys(object)).some((key) => ATTRIBUTES.has(key));
}

/** Adds `{ sports: 1, music: 0 }`, and the same or a list inside `{ group: … }`; leaves out what is not clear. */
function addMap(told: Told, map: TreeObject, isGroup: boolean): void {
	for (const [name, value] of Object.entries(map)) {
		const state = readSwitch(value);
		if (state !== null) told.add(name, state);
		else if (isGroup) continue;
		else if (Array.isArray(value)) addList(told, value);
		else if (isTreeObject(value) && !isOneInterest(value)) addMap(told, value, true);
	}
}

/** The entries of a tree that must be a list of interests; null when it is a map. */
function asList(tree: Tree | undefined): ReadonlyArray<Tree | undefined> | null {
	if (Array.isArray(tree)) return tree;
	if (!isTreeObject(tree)) return [tree];
	const keys = Object.keys(tree);
	// Numbered, as in form fields.
	if (keys.every((key) => /^\d+$/.test(key))) return Object.values(tree);
	// Repeated elements, as in XML.
	const element = keys.length === 1 ? tree.interest : undefined;
	if (element === undefined) return null;
	return Array.isArray(element) ? element : [element];
}

/**
 * Reads interests. Their form is not documented, so all of these count: a list of names or of `{ ID, name }`, a map of
 * switches, either of them by group, a numbered map, or repeated `<interest>` elements.
 *
 * @returns null when there are none, or none that are certain
 */
export function readInterestStates(tree: Tree | undefined): InterestStates | null {
	const told = new Told();
	const list = asList(tree);
	if (list !== null) return addList(told, list) ? told.states() : null;
	if (isTreeObject(tree)) addMap(told, tree, false);
	return told.isEmpty ? null : told.states();
}

/** True when a tree of interests only maps names to switches, by group or not: it leaves out what it does not touch. */
function isSwitches(tree: Tree, isGroup = false): boolean {
	if (!isTreeObject(tree) || asList(tree) !== null || (isGroup && isOneInterest(tree)))
		return false;
	return Object.values(tree).every(
		(value) => readSwitch(value) !== null || (!isGroup && isSwitches(value, true)),
	);
}

/**
 * Reads the interests that a change was requested with. Only a map of switches leaves the others as they were.
 *
 * @param known lower-case names that are certainly interests, not groups
 */
export function readNewInterests(tree: Tree, known: ReadonlySet<string>): NewInterests {
	const untold: string[] = [];
	let rest = tree;
	if (isTreeObject(tree) && asList(tree) === null) {
		const entries = Object.entries(tree);
		const isUntold = ([name, value]: [string, Tree]): boolean =>
			known.has(name.toLowerCase()) && readSwitch(value) === null;
		untold.push(...entries.filter(isUntold).map(([name]) => name));
		rest = Object.fromEntries(entries.filter((entry) => !isUntold(entry)));
	}
	const { on, off } = readInterestStates(rest) ?? { on: [], off: [] };
	return { on, off, untold, isWhole: untold.length > 0 || !isSwitches(tree) };
}

/**
 * Reads the switches among the values that a change was requested with.
 *
 * @param known lower-case names that are certainly interests: an empty value turns these off
 */
export function readSwitches(values: FieldValues, known: ReadonlySet<string>): NewInterests {
	const told = new Told();
	for (const [name, value] of Object.entries(values)) {
		const isKnown = known.has(name.toLowerCase());
		const state = isKnown && value.trim() === '' ? 'off' : readSwitch(value);
		if (state !== null) told.add(name, state);
	}
	return { ...told.states(), untold: [], isWhole: false };
}

/** All names with a known state, in lower case. */
export function namesOf(states: InterestStates | null): ReadonlySet<string> {
	const names = states === null ? [] : [...states.on, ...states.off];
	return new Set(names.map((name) => name.toLowerCase()));
}

/** New interests on top of others. Older `untold` names are not kept: if there are any, `isWhole` says enough. */
export function renew(before: NewInterests, anew: NewInterests): NewInterests {
	return { ...anew, ...onTop(before, anew), isWhole: before.isWhole || anew.isWhole };
}

/**
 * The new state counts, because a callback may list the interests from before the change. A name that was touched in an
 * unclear way is dropped.
 */
export function overlay(
	before: InterestStates | null,
	anew: NewInterests | null,
): InterestStates | null {
	if (anew === null) return before;
	if (before !== null) return onTop(before, anew);
	const { on, off } = anew;
	return on.length > 0 || off.length > 0 ? { on, off } : null;
}

function onTop(before: InterestStates, anew: NewInterests): InterestStates {
	const { on, off } = anew;
	const renewed = new Set([...namesOf(anew), ...anew.untold.map((name) => name.toLowerCase())]);
	const kept = (names: readonly string[]): string[] =>
		names.filter((name) => !anew.isWhole && !renewed.has(name.toLowerCase()));
	return { on: [...kept(before.on), ...on], off: [...kept(before.off), ...off] };
}
