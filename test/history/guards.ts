/**
 * The guards that keep the order and the consents right, each with the change of the sources that takes it away. The
 * history test must turn red without any one of them; `npm run measure:history` tries it.
 */
export interface Guard {
	readonly name: string;
	readonly file: string;
	/** Stands exactly once in the file. */
	readonly from: string;
	readonly to: string;
}

export const GUARDS: readonly Guard[] = [];
