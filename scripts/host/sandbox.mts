import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { z } from 'zod';
import type { Contact } from '../../sandbox/activate/contacts.ts';
import type { Arrival } from '../../sandbox/activate/track.ts';
import type { Delivery } from '../../sandbox/copernica/callbacks/deliveries.ts';
import type { Callback } from '../../sandbox/copernica/callbacks/registry.ts';
import type { EditInput } from '../../sandbox/copernica/edit.ts';
import type { TourHost } from '../../sandbox/site/tour.ts';
import { root } from './paths.mts';

const readyLine = z.object({
	copernica: z.object({
		url: z.string(),
		authenticateUrl: z.string(),
		dohUrl: z.string(),
		accessToken: z.string(),
		accountId: z.coerce.string(),
		page: z.string(),
		control: z.string(),
	}),
	activate: z.object({
		url: z.string(),
		accountId: z.string(),
		apiKey: z.string(),
		page: z.string(),
	}),
});

/** Where the two sandbox vendors listen and what opens them. */
export type SandboxAddresses = z.infer<typeof readyLine>;

/** Drives a sandbox that runs as a process of its own, through its control API. */
export class SandboxProcess {
	private constructor(
		private readonly child: ChildProcess,
		readonly addresses: SandboxAddresses,
	) {}

	/**
	 * Starts the sandbox on free ports and waits until it listens.
	 *
	 * @param options.font file with the typeface of its pages
	 */
	static async start(options: { people?: number; font?: string } = {}): Promise<SandboxProcess> {
		const child = spawn(
			process.execPath,
			[
				'--import',
				'tsx',
				path.join(root, 'sandbox', 'main.mts'),
				...(options.people === undefined ? [] : [`--people=${options.people}`]),
				...(options.font === undefined ? [] : [`--font=${options.font}`]),
			],
			{ cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
		);
		const endWithStarter = () => child.kill('SIGKILL');
		process.once('exit', endWithStarter);
		child.once('exit', () => process.removeListener('exit', endWithStarter));
		const first = await Promise.race([
			readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]().next(),
			new Promise<never>((_, reject) => {
				child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}`)));
			}),
		]);
		return new SandboxProcess(child, readyLine.parse(JSON.parse(String(first.value))));
	}

	async stop(): Promise<void> {
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		if (this.child.exitCode === null && this.child.kill('SIGTERM')) await gone;
	}

	/** One call of the control API (`GET copernica/deliveries`, see sandbox/README.md). */
	async control<T>(method: string, what: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.addresses.copernica.control}/${what}`, {
			method,
			...(body === undefined
				? {}
				: { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
		});
		const answer = (await response.json()) as T;
		if (!response.ok) throw new Error(`${method} ${what}: ${JSON.stringify(answer)}`);
		return answer;
	}

	/** Edits Copernica as a person in Publisher, or with another cause. */
	async edit(edit: EditInput): Promise<{ id: number }> {
		return await this.control('POST', 'copernica/edit', edit);
	}

	/** Waits until every callback that was fired has been answered. */
	async settled(): Promise<void> {
		await this.control('GET', 'settled');
	}

	async deliveries(): Promise<Delivery[]> {
		return await this.control('GET', 'copernica/deliveries');
	}

	async callbacks(): Promise<Callback[]> {
		return await this.control('GET', 'copernica/callbacks');
	}

	/**
	 * From now on callbacks tell old and new values (shape C of docs/vendors/copernica.md#16-payload-shapes). By default
	 * the sandbox sends shape B, which tells neither, because nobody knows which one today's Copernica sends.
	 */
	async tellChanges(): Promise<void> {
		await this.control('PUT', 'copernica/quirks', { callbacksTell: 'changes' });
	}

	/** Shows the guided tour on the pages, with this n8n in it. */
	async guideTo(host: TourHost): Promise<void> {
		await this.control('PUT', 'tour', host);
	}

	async arrivals(): Promise<Arrival[]> {
		return await this.control('GET', 'activate/arrivals');
	}

	async contacts(): Promise<Contact[]> {
		return await this.control('GET', 'activate/contacts');
	}

	async reset(): Promise<void> {
		await this.control('POST', 'reset', {});
	}
}
