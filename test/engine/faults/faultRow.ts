import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/index';
import type { NodeRun } from '../support/index';
import type { Detour, VendorFault } from './vendorFaults';

/** One line of the fault table. */
export interface FaultRow {
	step: string;
	fault: string;
	rows: number;
	/** Rows that the node says were done and that the vendor really has. */
	accepted: number;
	/** Rows with a status and a code on another output, or covered by the fault that ended the run. */
	reported: number;
	/**
	 * Rows that are in neither, that the node says were done although the vendor does not have them, or that the vendor
	 * still does not have once a run that ended in a fault was run again without it. Always 0.
	 */
	lost: number;
	/** Records or events that stand at the vendor twice, also after running again. Always 0. */
	twice: number;
	requests: number;
	/** What the user sees: codes of rows, and the text of the fault. */
	seen: string;
}

/** Address for requests that are to fail on their way. */
export function detoured(url: string, detour: Detour | undefined): string {
	if (detour === 'tls') return url.replace('http://', 'https://');
	// A label of more than 63 characters cannot exist, so no name server is asked.
	if (detour === 'dns') return `https://${'a'.repeat(64)}.example.com`;
	return detour === 'refused' ? 'http://127.0.0.1:1' : url;
}

/** Switches the fault on. */
export function arm(sandbox: Sandbox, vendor: 'activate' | 'copernica', fault: VendorFault): void {
	if (fault.rule) sandbox[vendor].faults.add(fault.rule);
	if (fault.quirks) sandbox.activate.quirks.set(fault.quirks);
}

interface Counted {
	step: string;
	fault: VendorFault;
	run: NodeRun;
	/** The same rows once more, without the fault; null where the first run came to its end. */
	again: NodeRun | null;
	/** Key of each row that went in. */
	keys: string[];
	/** Key of an item on output 0. */
	keyOf: (item: INodeExecutionData) => string;
	/** Whether the vendor has what the row was about. */
	isThere: (key: string) => boolean;
	twice: number;
	requests: number;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function seenBy({ error }: NodeRun, reported: IDataObject[]): string {
	const codes = [...new Set(reported.map(({ code }) => textOf(code)).filter(Boolean))].sort();
	const text = error === undefined ? '' : `run: ${error.message}`;
	return [codes.join(', '), text].filter(Boolean).join(' · ');
}

/** Holds what went in against what came out and what the vendor has. */
export function countRow(counted: Counted): FaultRow {
	const { step, fault, run, again, keys, keyOf, isThere, twice, requests } = counted;
	const done = (run.outputs[0] ?? []).map(keyOf);
	const told = run.outputs.slice(1).flat();
	const accepted = done.filter((key) => keys.includes(key) && isThere(key));
	// A run that ends in a fault keeps all its rows in n8n's failed execution, from where it can be run again.
	const reported = again === null ? told.length : keys.length - accepted.length;
	const unaccounted = Math.abs(keys.length - done.length - told.length);
	const claimedInVain = done.length - accepted.length;
	const missingAfterwards = keys.filter((key) => !isThere(key)).length;
	return {
		step,
		fault: fault.name,
		rows: keys.length,
		accepted: accepted.length,
		reported,
		lost: claimedInVain + (again === null ? unaccounted : missingAfterwards),
		twice,
		requests,
		seen: seenBy(
			run,
			told.map(({ json }) => json),
		),
	};
}

/** Runs a step with the fault and, if that ended the run, once more without it. */
export async function runAndRepeat(
	sandbox: Sandbox,
	fault: VendorFault,
	run: (fault: VendorFault) => Promise<NodeRun>,
	requestsSoFar: () => number,
): Promise<{ run: NodeRun; again: NodeRun | null; requests: number }> {
	const first = await run(fault);
	const requests = requestsSoFar();
	if (first.error === undefined) return { run: first, again: null, requests };
	sandbox.activate.faults.clear();
	sandbox.copernica.faults.clear();
	sandbox.activate.quirks.reset();
	return { run: first, again: await run({ name: 'none' }), requests };
}

/** How many entries stand there more than once. */
export function repeats(keys: readonly string[]): number {
	return keys.length - new Set(keys).size;
}
