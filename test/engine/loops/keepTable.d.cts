/** One line of the table in docs/measured/loops.md. */
export interface Row {
	layer: string;
	scenario: string;
	callbacks: number;
	executions: number;
	events: number;
	writes: number;
	rests: boolean;
	equal: boolean;
}

/** Writes artifacts/loops.json. */
export function keepTable(rows: readonly Row[]): void;
