import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { importExample, openStage, type Stage } from './stage.mts';

/** What a first full sync took and left behind. */
export type FullSync = {
	/** Profiles in Copernica, and contacts in Activate at the end. */
	profiles: number;
	contacts: number;
	/** Contacts whose content differs from their profile's. */
	different: number;
	/** How often the same content was sent: number of times → number of contacts. */
	timesSent: Record<number, number>;
	/** Profiles that had arrived when n8n was killed; null where it was not. */
	killedAt: number | null;
	/** What n8n remembered: the row of the example's Data Table. */
	remembered: Record<string, unknown> | undefined;
	/** Seconds that n8n was busy with it, without the restart. */
	seconds: number;
	/** Highest resident memory of n8n in MB, before and after the restart; null where the system does not tell. */
	peakMegabytes: number | null;
	/** Resident memory of n8n in MB before the first run. */
	idleMegabytes: number | null;
	requests: { copernica: number; activate: number };
};

/**
 * Runs the example "First full sync of a Copernica database" in a real n8n with its default settings.
 *
 * @param options.people profiles in the sandbox's Copernica
 * @param options.killHalfWay end n8n with SIGKILL when half of them have arrived, start it and the workflow again
 * @throws when a run of the workflow ends with a fault
 */
export async function fullSync(options: {
	packedPackage: string;
	people: number;
	killHalfWay: boolean;
	logFile?: string;
	onProgress?: (arrived: number) => void;
}): Promise<FullSync> {
	const { people, killHalfWay, onProgress } = options;
	const stage = await openStage(options);
	try {
		const idle = megabytes(stage, 'VmRSS');
		const workflow = await importExample(stage, 'full-sync-of-a-database');
		const arrived = async () =>
			(await stage.sandbox.control<{ activate: { contacts: number } }>('GET', 'state')).activate
				.contacts;
		const peaks: Array<number | null> = [];
		let killedAt: number | null = null;
		let seconds = 0;

		if (killHalfWay) {
			// Else the second half may be over before anybody looks, when the machine is busy.
			await stage.sandbox.control('POST', 'activate/faults', {
				fault: { kind: 'slow', delayMs: 50 },
				path: 'track',
			});
		}
		let run = await stage.api.runFrom(workflow, 'Start');
		let started = Date.now();
		for (;;) {
			const status = await stage.api.executionStatus(run);
			const now = await arrived();
			onProgress?.(now);
			if (killHalfWay && killedAt === null && now >= people / 2) {
				peaks.push(megabytes(stage, 'VmHWM'));
				seconds += (Date.now() - started) / 1000;
				await stage.crash();
				await stage.sandbox.control('DELETE', 'activate/faults', {});
				killedAt = await arrived();
				run = await stage.api.runFrom(workflow, 'Start');
				started = Date.now();
				continue;
			}
			if (status === 'success') break;
			if (!['new', 'running', 'waiting'].includes(status)) {
				throw new Error(`The full sync ended with "${status}" after ${now} profiles`);
			}
			await wait(people > 10_000 ? 1000 : 50);
		}
		seconds += (Date.now() - started) / 1000;
		peaks.push(megabytes(stage, 'VmHWM'));
		const known = peaks.filter((peak) => peak !== null);
		const [remembered] = await stage.api.tableRows('copernica_sync_progress');
		return {
			...(await outcome(stage)),
			killedAt,
			remembered,
			seconds: Math.round(seconds),
			peakMegabytes: known.length === 0 ? null : Math.max(...known),
			idleMegabytes: idle,
		};
	} finally {
		await stage.close();
	}
}

/** Compares both sides, and counts what was sent and asked. */
async function outcome(stage: Stage) {
	const { sandbox } = stage;
	const profiles = await sandbox.control<
		Array<{ removed: string | false; fields: Record<string, string> }>
	>('GET', 'copernica/profiles');
	const contacts = await sandbox.contacts();
	const byAddress = new Map(contacts.map((contact) => [contact.email, contact]));
	const different = profiles.filter(({ fields }) => {
		const contact = byAddress.get((fields.Email ?? '').trim().toLowerCase());
		const consent = { Ja: 'yes', Nee: 'no' }[fields.Nieuwsbrief ?? ''];
		return (
			contact?.fields.firstname !== fields.Voornaam?.trim() ||
			contact?.fields.newsletter !== consent
		);
	}).length;
	const timesSent: Record<number, number> = {};
	for (const { events } of contacts) {
		// Only the time of an event may differ between two times the same content.
		const contents = events.map(({ fields: { timestamp: _, ...content } }) =>
			JSON.stringify(content),
		);
		const most = Math.max(
			...contents.map((content) => contents.filter((other) => other === content).length),
		);
		timesSent[most] = (timesSent[most] ?? 0) + 1;
	}
	const count = async (vendor: string) =>
		(await sandbox.control<unknown[]>('GET', `${vendor}/requests`)).length;
	return {
		profiles: profiles.length,
		contacts: contacts.length,
		different,
		timesSent,
		requests: { copernica: await count('copernica'), activate: await count('activate') },
	};
}

/** One figure of the process in MB, from Linux's own books; null where they do not tell. */
function megabytes(stage: Stage, figure: 'VmRSS' | 'VmHWM'): number | null {
	const { pid } = stage.n8n;
	if (process.platform !== 'linux' || pid === null) return null;
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const [, kilobytes] = new RegExp(`^${figure}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
	return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
