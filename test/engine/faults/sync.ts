import type { Sandbox } from '../../../sandbox/index';
import { preparedProfile } from '../activate/support';
import { runNode, sandboxCredentials, skipSleeps, until, type NodeRun } from '../support/index';
import { arm, countRow, detoured, repeats, runAndRepeat, type FaultRow } from './faultRow';
import type { VendorFault } from './vendorFaults';

const UPDATES = 8;

/** Eight updates (two of them not to Activate's liking, if so) and two opt-ins, which must never be repeated. */
function rowsFor({ badRows }: VendorFault) {
	const updates = Array.from({ length: UPDATES }, (_, at) =>
		preparedProfile({
			email: `update${at}@example.com`,
			...(badRows === true && at % 4 === 1 ? { country: 'Holland' } : {}),
		}),
	);
	const optIns = ['optin0@example.com', 'optin1@example.com'].map((email) =>
		preparedProfile(
			{ email, newsletter: 'yes' },
			{ changed: ['newsletter'], previous: { newsletter: 'no' } },
		),
	);
	return [...updates, ...optIns];
}

type Rows = ReturnType<typeof rowsFor>;

async function runSync(sandbox: Sandbox, fault: VendorFault, items: Rows): Promise<NodeRun> {
	const credentials = sandboxCredentials(sandbox).spotlerActivateApi ?? {};
	const isLate = fault.late === true;
	const sleeps = isLate ? null : skipSleeps();
	const run = await runNode({
		nodeType: 'spotlerActivate',
		parameters: {
			resource: 'profile',
			operation: 'sync',
			options: { eventsPerRequest: 4, ...(isLate ? { timeout: 50, maxTries: 1 } : {}) },
		},
		credentials: {
			spotlerActivateApi: {
				...credentials,
				baseUrl: detoured(String(credentials.baseUrl), fault.detour),
			},
		},
		items,
	});
	sleeps?.restore();
	return run;
}

/** Sync with ten rows against Activate and the given fault. */
export async function syncRow(sandbox: Sandbox, fault: VendorFault): Promise<FaultRow> {
	sandbox.reset();
	arm(sandbox, 'activate', fault);
	const items = rowsFor(fault);
	const stored = () => sandbox.activate.arrivals().filter(({ status }) => status === 'stored');
	const outcome = await runAndRepeat(
		sandbox,
		fault,
		async (current) => {
			const run = await runSync(sandbox, current, items);
			// What came too late for the client is still on its way; it must not arrive in the next case.
			if (current.late === true) await until(() => stored().length > 0);
			return run;
		},
		() => sandbox.activate.requests.list().length,
	);
	const optIns = stored()
		.map(({ event }) => JSON.stringify(event))
		.filter((event) => event.includes('EmailOptIn'));
	return countRow({
		...outcome,
		step: 'Spotler Activate: Sync',
		fault,
		keys: items.map(({ profile }) => String(profile.email)),
		keyOf: ({ json }) => String(json.email),
		isThere: (email) => sandbox.activate.contacts.find(email) !== undefined,
		twice: repeats(optIns),
	});
}
