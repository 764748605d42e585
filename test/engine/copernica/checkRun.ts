import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox';
import { runNode, sandboxCredentials, skipSleeps, type NodeRun } from '../support';
import { picked } from './account';

/** One run of *Callback: Check*. */
export interface CheckRun {
	run: NodeRun;
	rows: IDataObject[];
	/** Codes of the rows, in order. */
	codes: unknown[];
	/** The row of a code. */
	row: (code: string) => IDataObject | undefined;
}

interface CheckOptions {
	parameters?: INodeParameters;
	/** Entries of *Options*, beside the sandbox as the only resolver, and its key. */
	options?: IDataObject;
	/** What the user entered otherwise than right. */
	copernicaApi?: Record<string, string>;
	/** Null = the node has none. */
	spotlerActivateApi?: Record<string, string> | null;
	/** Where n8n says that it is. */
	publicUrl?: string;
}

/** Runs *Check* on the sandbox's database Customers, as a user does in the editor. */
export async function runCheck(sandbox: Sandbox, over: CheckOptions = {}): Promise<CheckRun> {
	const known = sandboxCredentials(sandbox);
	const { spotlerActivateApi } = over;
	const credentials = {
		copernicaApi: { ...known.copernicaApi, ...over.copernicaApi },
		...(spotlerActivateApi === null
			? {}
			: { spotlerActivateApi: { ...known.spotlerActivateApi, ...spotlerActivateApi } }),
	};
	const sleeps = skipSleeps();
	const run = await runNode({
		nodeType: 'copernica',
		parameters: {
			resource: 'callback',
			operation: 'check',
			database: picked(String(sandbox.copernica.store.findDatabase('Customers')?.id)),
			...over.parameters,
			options: JSON.parse(
				JSON.stringify({
					resolvers: [sandbox.copernica.dohUrl],
					keyName: 'sandbox._domainkey.copernica.com',
					...over.options,
				}),
			),
		},
		credentials,
		items: [{}],
		publicUrl: over.publicUrl,
	});
	sleeps.restore();
	const rows = (run.outputs[0] ?? []).map(({ json }) => json);
	return {
		run,
		rows,
		codes: rows.map(({ code }) => code),
		row: (code) => rows.find((row) => row.code === code),
	};
}
