import {
	checkResult,
	isDeadEnd,
	type CheckName,
	type CheckResult,
} from '../../../../../core/copernica/check/codes';

/** One check, and how it is made. */
export interface Step {
	check: CheckName;
	look: () => Promise<CheckResult[]>;
}

/** Makes checks in turn. Those behind a dead end are not made, and say so. */
export async function inTurn(steps: readonly Step[]): Promise<CheckResult[]> {
	const findings: CheckResult[] = [];
	let before: CheckName | null = null;
	for (const { check, look } of steps) {
		const found: CheckResult[] = before === null ? await look() : notChecked(before, [check]);
		findings.push(...found);
		if (found.some(isDeadEnd)) before = check;
	}
	return findings;
}

/** Findings of checks that nothing can be said about after another one came to nothing. */
export function notChecked(before: CheckName, checks: readonly CheckName[]): CheckResult[] {
	return checks.map((check) => checkResult(check, 'NOT_CHECKED', { before }));
}
