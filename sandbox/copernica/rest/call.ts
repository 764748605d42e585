import type { FormMap } from '../../http/phpForm';
import { textAt } from '../../http/phpForm';
import type { Quirks } from '../quirks';
import type { Field } from '../store/model';
import type { World } from '../world';
import { messages, Refusal } from './refusal';

/** A REST call after authentication. */
export interface RestCall {
	world: World;
	/** `v4`, `v3`, `v2`, `v1`, or empty for the unversioned path. */
	version: string;
	method: string;
	/** Path without version, as it is called. */
	path: string;
	query: FormMap;
	/** Parts of the path that the route names, decoded. */
	params: Record<string, string>;
	/** Body as JSON or form; null where there is none. */
	data: unknown;
}

export type DataMap = Record<string, unknown>;

export function quirksOf(call: RestCall): Quirks {
	return call.world.quirks.current;
}

export function isMap(value: unknown): value is DataMap {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as a map. @throws Refusal where it is something else */
export function mapOf(call: RestCall): DataMap {
	if (call.data === null) return {};
	if (isMap(call.data)) return call.data;
	throw new Refusal(messages.data);
}

/** PHP's idea of a switch in the query: `total=false`, `create=1`. */
export function flag(call: RestCall, name: string, preset: boolean): boolean {
	const text = textAt(call.query, name);
	return text === null ? preset : !['', '0', 'false'].includes(text.toLowerCase());
}

/**
 * Refuses names that do not exist, where that switch is set; normally they are ignored
 * (docs/vendors/copernica.md#4-quirks).
 */
export function checkNames(call: RestCall, owner: { fields: Field[] }, fields: DataMap): void {
	if (quirksOf(call).unknownFieldsIgnored) return;
	if (call.world.store.unknownNames(owner, fields).length > 0) throw new Refusal(messages.data);
}
