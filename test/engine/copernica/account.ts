import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { runNode, skipSleeps, type NodeRun, type NodeRunOptions } from '../support';

/** What one run of the node gave. */
interface Outcome {
	run: NodeRun;
	completed: IDataObject[];
	rejected: IDataObject[];
	/** Requests to Copernica, `METHOD path`, without token exchange. */
	requests: string[];
	/** The same, only those that write. */
	writes: string[];
	waits: number[];
}

/** The sandbox's account, with the names and ids that tests use. */
export interface Account {
	sandbox: Sandbox;
	copernica: Sandbox['copernica'];
	customers: string;
	prospects: string;
	sqProfile: string;
	/** Ids of the seeded profiles, in order. */
	profiles: string[];
	/** Ids of the seeded subprofiles in SQ_profile: of the first profile, and of the second. */
	subprofiles: string[];
	/** What the user entered; tests may change it. */
	credential: { accessToken: string; baseUrl: string; authUrl: string; sessionToken: string };
	run: (
		parameters: INodeParameters,
		items?: IDataObject[],
		settings?: NodeRunOptions['settings'],
	) => Promise<Outcome>;
	/** The seeded selection of who gets the newsletter, the one nested in it, and the miniselection of SQ_profile. */
	selections: { subscribed: string; women: string; manyPoints: string };
	/** Fields of a profile as they are stored. */
	stored: (profileId: string) => Record<string, string>;
	/** Back to the start: data, switches and the credential. Much faster than a new account. */
	reset: () => void;
	stop: () => Promise<void>;
}

/** A picked entry of a list parameter. */
export const picked = (id: string) => ({ __rl: true, mode: 'id', value: id });

/** A mapper filled in by hand; values may be expressions. */
export const mapped = (value: IDataObject, matchingColumns: string[] = []): INodeParameters => ({
	mappingMode: 'defineBelow',
	value: JSON.parse(JSON.stringify(value)),
	matchingColumns,
	schema: [],
});

/** A mapper that takes the item's own keys. */
export const autoMapped = (matchingColumns: string[] = []): INodeParameters => ({
	mappingMode: 'autoMapInputData',
	value: {},
	matchingColumns,
	schema: [],
});

const writing = /^(POST|PUT|DELETE) /;

export async function openAccount(people = 8): Promise<Account> {
	const sandbox = await startSandbox({ seed: { people } });
	const { copernica } = sandbox;
	const idOf = (entry: { id: number } | null) => String(entry?.id);
	const customers = idOf(copernica.store.findDatabase('Customers'));
	const selectionNamed = (wanted: string) =>
		idOf([...copernica.store.selections.all.values()].find(({ name }) => name === wanted) ?? null);
	const sqProfile = idOf(copernica.store.findCollection('SQ_profile'));
	const credential = {
		accessToken: copernica.accessToken,
		baseUrl: copernica.url,
		authUrl: copernica.authenticateUrl,
		sessionToken: '',
	};
	return {
		sandbox,
		copernica,
		credential,
		customers,
		prospects: idOf(copernica.store.findDatabase('Prospects')),
		sqProfile,
		profiles: copernica.store.profilesOf(Number(customers)).map(({ id }) => String(id)),
		subprofiles: copernica.store.subprofilesOf(Number(sqProfile)).map(({ id }) => String(id)),
		selections: {
			subscribed: selectionNamed('Nieuwsbrief'),
			women: selectionNamed('Nieuwsbrief, vrouwen'),
			manyPoints: selectionNamed('Veel punten'),
		},
		stored: (profileId) => ({ ...copernica.store.profiles.get(Number(profileId))?.fields }),
		reset: () => {
			sandbox.reset();
			credential.sessionToken = '';
		},
		stop: async () => await sandbox.stop(),
		run: async (parameters, items = [{}], settings = {}) => {
			copernica.requests.clear();
			const sleeps = skipSleeps();
			const run = await runNode({
				nodeType: 'copernica',
				parameters,
				credentials: { copernicaApi: credential },
				items,
				settings,
			});
			sleeps.restore();
			const json = (output: number) => run.outputs[output]?.map((item) => item.json) ?? [];
			const requests = copernica.requests
				.list()
				.map(({ method, path }) => `${method} ${path}`)
				.filter((request) => request !== 'POST /authenticate');
			return {
				run,
				completed: json(0),
				rejected: json(1),
				requests,
				writes: requests.filter((request) => writing.test(request)),
				waits: sleeps.waits,
			};
		},
	};
}

/** Back to the start, with all that some operation needs: a callback to list and remove, and a way to unsubscribe. */
export function resetForEveryOperation(account: Account): void {
	account.reset();
	account.copernica.registerCallback({ database: 'Customers', url: 'http://127.0.0.1:9/hook' });
	const customers = account.copernica.store.findDatabase('Customers');
	if (customers !== null) {
		customers.unsubscribe = { behavior: 'update', fields: { Nieuwsbrief: 'Nee' } };
	}
	const profileId = Number(account.profiles[0]);
	account.copernica.store.unsubscribes.add({ system: 'publisher', source: 'link', profileId });
}
