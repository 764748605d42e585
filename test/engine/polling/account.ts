import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { picked } from '../copernica/account';
import { poller, type Poller } from '../support';

/** Sees one process of n8n die and another begin with what was stored. */
type Start = (
	parameters?: INodeParameters,
	more?: Omit<Partial<Parameters<typeof poller>[0]>, 'parameters'>,
) => Promise<Poller>;

export interface PolledAccount {
	readonly sandbox: Sandbox;
	readonly customers: string;
	readonly sqProfile: string;
	/** A workflow of a process of its own. */
	start: Start;
	/** Lets seconds pass at Copernica. */
	pass: (seconds: number) => void;
	edit: (profile: string | number, fields: Record<string, string>, more?: IDataObject) => void;
	create: (fields: Record<string, string>) => string;
	/** Ids of the seeded profiles. */
	readonly profiles: string[];
	/** Requests since the last call of it, without token exchange. */
	requests: () => string[];
}

/** A Copernica with a clock of its own, for the tests of a file. */
export function withPolledAccount(people = 8): PolledAccount {
	let sandbox: Sandbox;
	let ahead = 0;
	let processes = 0;
	// A clock that only moves when a test says so: stamps are equal unless time passes.
	const begin = Math.floor(Date.now() / 1_000) * 1_000;
	const now = () => begin + ahead * 1_000;
	beforeAll(async () => {
		sandbox = await startSandbox({ seed: { people }, now });
	});
	beforeEach(() => {
		sandbox.reset();
		ahead += 3_600;
	});
	afterAll(async () => await sandbox.stop());
	const customers = () => String(sandbox.copernica.store.findDatabase('Customers')?.id);
	return {
		get sandbox() {
			return sandbox;
		},
		get customers() {
			return customers();
		},
		get sqProfile() {
			return String(sandbox.copernica.store.findCollection('SQ_profile')?.id);
		},
		get profiles() {
			return sandbox.copernica.store.profilesOf(Number(customers())).map(({ id }) => String(id));
		},
		start: async (parameters = {}, more = {}) => {
			processes += 1;
			const { copernica } = sandbox;
			return await poller({
				nodeType: 'copernicaChangesTrigger',
				credentials: {
					copernicaApi: {
						accessToken: copernica.accessToken,
						baseUrl: copernica.url,
						authUrl: copernica.authenticateUrl,
						sessionToken: '',
					},
				},
				workflowId: `workflow of process ${processes}`,
				...more,
				parameters: { source: 'database', database: picked(customers()), ...parameters },
			});
		},
		pass: (seconds) => {
			ahead += seconds;
		},
		edit: (profile, fields, more = {}) => {
			sandbox.copernica.edit({
				edit: 'update-profile',
				profile: Number(profile),
				fields,
				cause: 'form',
				...more,
			});
		},
		create: (fields) =>
			String(sandbox.copernica.edit({ edit: 'create-profile', fields, cause: 'form' }).id),
		requests: () => {
			const list = sandbox.copernica.requests.list().map(({ method, path }) => `${method} ${path}`);
			sandbox.copernica.requests.clear();
			return list.filter((request) => request !== 'POST /authenticate');
		},
	};
}
