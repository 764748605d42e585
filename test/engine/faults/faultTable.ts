import { startSandbox, type Sandbox } from '../../../sandbox/index';
import { addProfileRow, upsertRow } from './copernica';
import type { FaultRow } from './faultRow';
import { syncRow } from './sync';
import { activateFaults, copernicaFaults, type VendorFault } from './vendorFaults';

export interface FaultCase {
	name: string;
	run: (sandbox: Sandbox) => Promise<FaultRow>;
}

type Step = [
	name: string,
	row: (sandbox: Sandbox, fault: VendorFault) => Promise<FaultRow>,
	faults: VendorFault[],
];
const steps: Step[] = [
	['Sync', syncRow, activateFaults],
	['Create or Update', upsertRow, copernicaFaults],
	['Add Profile', addProfileRow, copernicaFaults],
];

/** Every step against every fault. */
export const faultCases: FaultCase[] = steps.flatMap(([step, row, faults]) =>
	faults.map((fault) => ({
		name: `${step}: ${fault.name}`,
		run: async (sandbox) => await row(sandbox, fault),
	})),
);

/** A sandbox with enough people for the table. */
export async function startFaultSandbox(): Promise<Sandbox> {
	return await startSandbox({ seed: { people: 12 } });
}
