import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { differingFields } from '../../../../core/copernica/difference';
import { subprofileSchema } from '../../../../core/copernica/entities';
import { readWantedFields, type WantedFields } from '../../../../core/copernica/fieldNames';
import {
	ambiguous,
	matchesAmong,
	matchValues,
	otherSpellings,
	withoutMatchedAddresses,
	withPlainAddresses,
} from '../../../../core/copernica/match';
import type { MatchValues } from '../../../../core/copernica/lookup';
import { readNewId } from '../../../../core/copernica/newId';
import { exactly, makeSelectors } from '../../../../core/copernica/selectors';
import { CopernicaFaultError } from '../../api/apiError';
import {
	collectionField,
	databaseField,
	mapperField,
	profileIdField,
} from '../../shared/descriptions';
import { directoryFor } from '../../api/runCache';
import { inTurn } from '../../shared/inTurn';
import {
	idParameter,
	inputOf,
	mappingParameter,
	requireMatchFields,
} from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { tryReadPage } from '../../api/read';
import { rejected, workThroughRows, type Row } from '../../shared/rows';
import { writtenRow } from '../profile/writeProfile';
import { copernicaRequest, tryCopernicaRequest } from '../../api/client';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/** As many matches as are looked at: enough to tell that one is not alone, and to name some. */
const MATCHES_SHOWN = 5;

interface Wishes {
	profileId: string;
	collectionId: string;
	wanted: Extract<WantedFields, { ok: true }>['wanted'];
	ignored: string[];
	/** Values to match on; empty = the only subprofile of the profile. */
	match: MatchValues;
	selectors: string[];
	/** Selectors for other spellings of an address; null where none is matched on. */
	otherSpellings: string[] | null;
}

/**
 * *Create or Update*: writes to one subprofile of a profile what differs, or creates it. Copernica's own call for
 * this (PUT with `create`) gives no id and changes every match, so it is not used
 * (docs/vendors/copernica.md#34-entities and docs/vendors/copernica.md#4-quirks).
 */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const turn = inTurn();

	const find = async (
		{ profileId, collectionId }: Wishes,
		selectors: string[],
		itemIndex: number,
	) =>
		await tryReadPage(context, {
			path: pathOf('profile', profileId, 'subprofiles', collectionId),
			schema: subprofileSchema,
			what: 'a subprofile',
			query: {
				limit: MATCHES_SHOWN,
				total: 'false',
				...(selectors.length === 0 ? {} : { 'fields[]': selectors }),
			},
			itemIndex,
		});

	const profileGone = (wishes: Wishes, itemIndex: number): Row => {
		const { profileId, collectionId } = wishes;
		const reason =
			'The profile was deleted or does not exist, or its database does not have this collection. Nothing was written.';
		const known = { profileId, collectionId, ...inputOf(items[itemIndex]) };
		return rejected('rejected', { code: 'PROFILE_GONE', reason }, known);
	};

	const create = async (wishes: Wishes, itemIndex: number): Promise<Row> => {
		const { profileId, collectionId, wanted, ignored } = wishes;
		// Copernica lets a subprofile be added under a deleted profile (docs/vendors/copernica.md#4-quirks).
		const profile = await directory.profile(profileId);
		if (profile === null || profile.removed) return profileGone(wishes, itemIndex);
		const result = await tryCopernicaRequest(context, {
			version: 'v4',
			method: 'POST',
			path: pathOf('profile', profileId, 'subprofiles', collectionId),
			body: Object.fromEntries(wanted.map(({ field, text }) => [field.name, text])),
			itemIndex,
		});
		if (!result.ok && result.fault.kind !== 'unknown') throw new CopernicaFaultError(result.fault);
		let subprofileId = result.ok ? readNewId(result.answer.headers, 'subprofile') : null;
		if (subprofileId === null) {
			// The connection broke, or the answer does not tell the id: the subprofile itself is the proof.
			const found = await find(wishes, wishes.otherSpellings ?? wishes.selectors, itemIndex);
			const matching = found.ok
				? matchesAmong(
						await directory.collectionFields(collectionId),
						wishes.match,
						found.page.rows,
					)
				: null;
			const [made, ...others] = matching?.ok === true ? matching.found : [];
			subprofileId = made !== undefined && others.length === 0 ? made.id : null;
		}
		if (!result.ok && subprofileId === null) throw new CopernicaFaultError(result.fault);
		const changed = wanted.map(({ field }) => field.name);
		return writtenRow('created', { subprofileId, profileId, collectionId }, changed, ignored);
	};

	const write = async (wishes: Wishes, itemIndex: number): Promise<Row> => {
		const { profileId, collectionId, wanted, ignored } = wishes;
		const fieldList = await directory.collectionFields(collectionId);
		let found = await find(wishes, wishes.selectors, itemIndex);
		if (!found.ok) {
			if (found.fault.kind === 'gone') return profileGone(wishes, itemIndex);
			throw new CopernicaFaultError(found.fault);
		}
		const known = { profileId, collectionId, ...inputOf(items[itemIndex]) };
		let matching = matchesAmong(fieldList, wishes.match, found.page.rows);
		if (matching.ok && matching.found.length === 0 && wishes.otherSpellings !== null) {
			found = await find(wishes, wishes.otherSpellings, itemIndex);
			if (!found.ok) throw new CopernicaFaultError(found.fault);
			matching = matchesAmong(fieldList, wishes.match, found.page.rows);
		}
		if (!matching.ok) return rejected('rejected', matching.refusal, known);
		const [subprofile, ...others] = matching.found;
		if (others.length > 0) {
			return rejected('rejected', ambiguous('subprofile', matching.found), known);
		}
		if (subprofile === undefined) return await create(wishes, itemIndex);
		const ids = { subprofileId: subprofile.id, profileId, collectionId };
		const fields = differingFields(
			subprofile.fields,
			withoutMatchedAddresses(wanted, wishes.match),
		);
		const changed = Object.keys(fields);
		if (changed.length === 0) return writtenRow('unchanged', ids, [], ignored);
		await copernicaRequest(context, {
			version: 'v4',
			method: 'PUT',
			path: pathOf('subprofile', subprofile.id),
			body: { fields },
			itemIndex,
		});
		return writtenRow('updated', ids, changed, ignored);
	};

	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const profile = idParameter(context, 'profileId', itemIndex);
		if (!profile.ok) return [rejected('invalid', profile.refusal, known)];
		const collection = idParameter(context, 'collection', itemIndex);
		if (!collection.ok) return [rejected('invalid', collection.refusal, known)];
		const mapping = mappingParameter(context, items[itemIndex], itemIndex);
		const byValues = context.getNodeParameter('matchOn', itemIndex, 'only') === 'fields';
		if (byValues) requireMatchFields(context, mapping, itemIndex);
		const fields = await directory.collectionFields(collection.id);
		const read = readWantedFields(fields, mapping.values, mapping.unknownNames);
		if (!read.ok) return [rejected('invalid', read.refusal, known)];
		if (read.wanted.length === 0) {
			const reason = 'The item gives no field to write. Check the mapping.';
			return [rejected('invalid', { code: 'NOTHING_TO_WRITE', reason }, known)];
		}
		const match = matchValues(fields, byValues ? mapping.matchOn : [], read.wanted);
		if (!match.ok) return [rejected('invalid', match.refusal, known)];
		const selectors = makeSelectors(fields, exactly(match.values));
		if (!selectors.ok) return [rejected('invalid', selectors.refusal, known)];
		const spellings = otherSpellings(match.values);
		const wider = spellings === null ? null : makeSelectors(fields, spellings);
		if (wider?.ok === false) return [rejected('invalid', wider.refusal, known)];
		const wishes: Wishes = {
			profileId: profile.id,
			collectionId: collection.id,
			wanted: withPlainAddresses(read.wanted, match.values),
			ignored: read.ignored,
			match: match.values,
			selectors: selectors.selectors,
			otherSpellings: wider?.selectors ?? null,
		};
		const key = `${profile.id} ${collection.id}`;
		return [await turn(key, async () => await write(wishes, itemIndex))];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const createOrUpdate: Operation = {
	description: [
		databaseField,
		collectionField,
		profileIdField,
		{
			displayName: 'Subprofile',
			name: 'matchOn',
			type: 'options',
			noDataExpression: true,
			default: 'only',
			description: 'Which subprofile of the profile to update',
			options: [
				{
					name: 'The Only One',
					value: 'only',
					description:
						'The profile has at most one subprofile in this collection, as in SQ_profile',
				},
				{
					name: 'The One With the Same Values',
					value: 'fields',
					description: 'The subprofile that has the same values in the fields to match on',
				},
			],
		},
		mapperField('map', { displayOptions: { show: { matchOn: ['only'] } } }),
		mapperField('upsert', { displayOptions: { show: { matchOn: ['fields'] } } }),
	],
	execute,
};
