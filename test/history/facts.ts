import type { Consent, Fields, Key, Settings } from './history';

/** What really happened in one history, written down while it ran. All times are milliseconds of the virtual clock. */

/** A profile was created, changed or deleted in Copernica. */
export interface Edit {
	readonly at: number;
	readonly profile: string;
	/** Null before it is created. */
	readonly before: Fields | null;
	/** Null once it is deleted. */
	readonly after: Fields | null;
}

/** A callback reached the trigger. */
export interface Arrival {
	/** Index of the edit. */
	readonly edit: number;
	readonly at: number;
	/** The signed date; null = unsigned. */
	readonly sentAt: number | null;
	/** Code of the answer where it started nothing. */
	readonly ignored: string | null;
}

/** Somebody said it in Activate itself. */
export interface Said {
	readonly at: number;
	readonly address: string;
	readonly consent: Consent;
	readonly value: 'yes' | 'no';
}

/** A profile as an execution read it. */
export interface Reading {
	readonly profile: string;
	/** When the read began. */
	readonly at: number;
	/** When the values were taken; null = not yet. */
	takenAt: number | null;
	/** Null = the profile is gone. */
	fields: Fields | null;
}

/** How a row left a step, of those at which it ended. */
export interface Ending {
	readonly step: 'get' | 'normalise' | 'filter' | 'sync';
	readonly output: 'accepted' | 'rejected' | 'skipped' | 'invalid';
	readonly status: string | null;
	readonly code: string | null;
	readonly email: string | null;
	readonly event: string | null;
	/** The event as it was sent. */
	readonly payload: Readonly<Record<string, unknown>> | null;
	readonly fingerprint: string | null;
}

/** One item of one execution. */
export interface Row {
	readonly execution: number;
	/** Index of the edit that it is about; null for one that was only read. */
	readonly edit: number | null;
	readonly reading: Reading | null;
	endings: readonly Ending[];
	/** When Filter compared it with what was last sent; null = never. */
	comparedAt: number | null;
}

export interface Execution {
	readonly kind: 'callback' | 'list' | 'fullSync' | 'again' | 'retry';
	readonly dryRun: boolean;
	readonly from: number;
	/** When all its tables were written; null while it runs. */
	until: number | null;
	/** It ended in a fault of the node. */
	failed: boolean;
	readonly rows: Row[];
	/** Requests that it made. */
	requests: number;
}

/** An event that reached Activate. */
export interface Event {
	readonly at: number;
	readonly execution: number;
	/** Number of the request that brought it, from 1. */
	readonly request: number;
	readonly name: string;
	readonly address: string;
	readonly values: Readonly<Partial<Record<Key, string>>>;
	readonly raw: Readonly<Record<string, unknown>>;
	readonly taken: boolean;
}

export interface Facts {
	readonly settings: Settings;
	readonly edits: readonly Edit[];
	readonly arrivals: readonly Arrival[];
	readonly said: readonly Said[];
	readonly executions: readonly Execution[];
	readonly events: readonly Event[];
	/** What Activate holds in the end: by address, then by key. */
	readonly contacts: ReadonlyMap<string, ReadonlyMap<Key, string>>;
	/** The fingerprint of what was last sent, by profile. */
	readonly lastSent: ReadonlyMap<string, string>;
	/** Profiles that are still on the list of rejected ones. */
	readonly listed: readonly string[];
	/** What was thrown. */
	readonly crashes: readonly string[];
	readonly requests: number;
	readonly endedAt: number;
}
