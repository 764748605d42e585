import { test } from '@playwright/test';
import type { N8nServer } from '../../../scripts/host/n8n.mts';
import { chosenServer, NOT_OURS } from '../../../scripts/host/serverChoice.mts';

/** For `test.skip`, in tests that set n8n up, stop or kill it, or look into its log or files: it must be ours. */
export const ownServerOnly: [isNotOurs: boolean, reason: string] = [
	chosenServer().kind === 'url',
	NOT_OURS,
];

/** Whether a test can look into the log of n8n. Where it cannot, the report says so. */
export function seesLog({ isOurs }: N8nServer): boolean {
	if (!isOurs) test.info().annotations.push({ type: 'log not checked', description: NOT_OURS });
	return isOurs;
}
