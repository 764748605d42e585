import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { WorkflowFile } from '../../../scripts/host/api.mts';
import { root } from '../../../scripts/host/paths.mts';

const folder = path.join(root, 'test', 'e2e', 'fixtures');

/** Version of the package → a workflow as that version saved it (see the README in `fixtures`). */
export function keptWorkflows(): Map<string, WorkflowFile> {
	const kept = new Map<string, WorkflowFile>();
	for (const name of readdirSync(folder)) {
		const version = /^workflow-of-(.+)\.json$/.exec(name)?.[1];
		if (version === undefined) continue;
		kept.set(version, JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as WorkflowFile);
	}
	return kept;
}
