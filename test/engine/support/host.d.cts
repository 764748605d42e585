import type { ICredentialType, INodeType } from 'n8n-workflow';

/** One line that a node, n8n-core or n8n-workflow wrote to n8n's log. */
export interface LogLine {
	level: 'error' | 'warn' | 'info' | 'debug';
	message: string;
	meta: unknown;
}

/** Name of this package, the prefix of its node types in a workflow. */
export const packageName: string;

/** Where nodes and credentials are loaded from: `dist` when the environment says ENGINE_FROM=dist. */
export const source: 'sources' | 'dist';

/** Starts watching n8n's log; the returned function gives the lines written since. */
export function startLog(): () => LogLine[];

/** Lets a test's own clock stand for `sleep` of n8n-workflow. `waits` and `restore` as in {@link skipSleeps}. */
export function replaceSleep(replacement: (milliseconds: number) => Promise<void>): {
	waits: number[];
	restore: () => void;
};

/**
 * Makes `sleep` of n8n-workflow return at once, for code under test that waits between tries.
 *
 * @returns `waits`: the milliseconds that were asked for, in order; `restore()` puts the real one back
 */
export function skipSleeps(): { waits: number[]; restore: () => void };

/**
 * Makes `sleep` of n8n-workflow wait until it is released, for code whose timing matters.
 *
 * @returns `waits` as above; `release()` ends the waits under way; `restore()` releases and puts the real one back
 */
export function holdSleeps(): { waits: number[]; release: () => void; restore: () => void };

/**
 * Resolves once a condition holds and everything that was due then has run.
 *
 * @throws when it does not come true within a few seconds
 */
export function until(condition: () => boolean): Promise<void>;

/** A fresh instance of a node of this package by its short name; undefined for a name that is not ours. */
export function loadPackageNode(name: string): INodeType | undefined;

/** A fresh instance of a credential type of this package by its name; undefined for a name that is not ours. */
export function loadPackageCredential(name: string): ICredentialType | undefined;
