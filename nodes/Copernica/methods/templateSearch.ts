import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { readListPage } from '../../../core/copernica/answer';
import { templateSchema } from '../../../core/copernica/entities';
import { CopernicaFaultError, forEditor } from '../api/apiError';
import { tryMailingRequest } from '../api/mailings';
import { MAX_PAGE, unreadable } from '../api/read';
import { isWanted } from './listSearch';

/** Templates that are not archived, by name or exact id, one page of the list at a time. */
async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const start = Number(paginationToken ?? 0);
	const { result } = await tryMailingRequest(this, {
		version: 'v4',
		method: 'GET',
		path: 'templates',
		query: { start, limit: MAX_PAGE },
	});
	if (!result.ok) throw new CopernicaFaultError(result.fault);
	const page = readListPage(result.answer.body, start);
	const templates = page === null ? null : templateSchema.array().safeParse(page.data);
	if (page === null || templates?.success !== true) {
		throw unreadable('a list with a template in each row');
	}
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results = templates.data
		.filter(({ id, name, archived }) => !archived && isWanted(wanted, id, name))
		.map(({ id, name }) => ({ name, value: id }))
		.sort((a, b) => a.name.localeCompare(b.name));
	return {
		results,
		...(page.nextStart === null ? {} : { paginationToken: String(page.nextStart) }),
	};
}

/** The list of templates, for the Copernica node only. */
export const templateSearch = { searchTemplates: forEditor(searchTemplates) };
