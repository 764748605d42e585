import { foldFieldName as fold } from './synonyms';

/** Names longer than this are not compared: the work grows with the square of the length. */
const LONGEST_NAME = 100;

/** Letters to insert, drop, replace or swap with their neighbour to make one text of another. */
function editDistance(a: string, b: string): number {
	let before: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1];
			let cost = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (same ? 0 : 1),
			);
			const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
			current.push(cost);
		}
		before = last;
		last = current;
	}
	return last[b.length] ?? 0;
}

/**
 * The name that a misspelt one probably stands for.
 *
 * @param names the names that exist
 * @returns the nearest of them, or null where none is near: at most one letter in three is another one
 */
export function nearestName(wanted: string, names: Iterable<string>): string | null {
	const folded = fold(wanted);
	if (folded.length > LONGEST_NAME) return null;
	let distance = Math.floor(folded.length / 3) + 1;
	let nearest: string | null = null;
	for (const name of names) {
		const other = fold(name);
		if (other === '' || Math.abs(other.length - folded.length) >= distance) continue;
		const found = editDistance(folded, other);
		if (found < distance) [distance, nearest] = [found, name];
	}
	return nearest;
}
