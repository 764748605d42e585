import { readFileSync, writeFileSync } from 'node:fs';
import type { N8nServer } from '../../scripts/host/n8n.mts';

/** Linux tells a process's peak and lets it be set back; elsewhere there is no such figure. */
const isLinux = process.platform === 'linux';

/** Makes the peak start again from what the process holds now. */
export function resetPeak({ pid }: N8nServer): void {
	if (isLinux && pid !== null) writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Most memory (resident, MB) since the last {@link resetPeak}; null where the system does not tell. */
export function peakMegabytes({ pid }: N8nServer): number | null {
	if (!isLinux || pid === null) return null;
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
