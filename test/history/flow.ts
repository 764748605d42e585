import type { HttpReply } from './activate';
import type { Ending } from './facts';
import type { Fields, Settings } from './history';

/** One item that goes into a workflow. */
export interface FlowItem {
	/** The profile that it is about. */
	readonly profile: string;
	/** The change that the trigger gave; null for an item that only names the profile. */
	readonly change: unknown;
}

/** What a workflow needs from the outside. Items are named by their index. */
export interface FlowWorld {
	now(): number;
	wait(milliseconds: number): Promise<void>;
	/** One request to Activate. */
	post(events: ReadonlyArray<Readonly<Record<string, unknown>>>): Promise<HttpReply>;
	/** *Profile → Get*; null = the profile is gone. `at` is just before the read began. */
	read(item: number): Promise<{ at: number; fields: Fields | null }>;
	/** Living profiles with an address. */
	others(address: string): Promise<Array<{ profile: string; fields: Fields }>>;
	/** The Data Table of the fingerprints that were last sent. */
	lastSent(profile: string): Promise<string | null>;
	/** Tells that Filter has decided about an item. */
	compared(item: number): void;
}

export interface FlowRun {
	readonly items: readonly FlowItem[];
	/** The items are read before anything else, as those of the list are. */
	readonly readFirst: boolean;
	readonly dryRun: boolean;
}

export interface RowEnd extends Ending {
	readonly item: number;
	/** The profile that the result names. */
	readonly profile: string | null;
	/** The row is about a deleted profile or an old address, so reading again cannot bring it back. */
	readonly isLost: boolean;
}

export interface FlowOutcome {
	readonly ends: readonly RowEnd[];
	/** Null = it came to its end; else runs on from the step that failed, as n8n's *Retry* does. */
	readonly retry: ((world: FlowWorld) => Promise<FlowOutcome>) | null;
}

/** A workflow with its settings, in one process of n8n. */
export interface Flow {
	/** @returns the change, or the code of the answer where the call starts nothing */
	receive(call: {
		body: string;
		at: number;
		sentAt: number | null;
	}): { change: unknown } | { code: string };
	run(run: FlowRun, world: FlowWorld): Promise<FlowOutcome>;
}

export type StartFlow = (settings: Settings) => Flow;
