import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import type { Sandbox } from '../../../sandbox';
import { runNode, type NodeRunOptions } from '../support';
import { sandboxCredentials } from '../support/sandboxCredentials';

/** A prepared profile as Normalise makes it. */
export function preparedProfile(
	profile: PreparedProfile['profile'],
	more: Partial<PreparedProfile> = {},
): PreparedProfile {
	return {
		profile,
		consents: {},
		subscribedElsewhere: [],
		changed: null,
		previous: null,
		source: {
			entity: 'profile',
			profileId: '25',
			subprofileId: null,
			databaseId: '1',
			collectionId: null,
			change: 'update',
			changeKey: 'a'.repeat(64),
			receivedAt: '2025-01-31T12:00:00.000Z',
			order: 1_738_324_800_000_000,
			sentAt: null,
		},
		fingerprint: 'b'.repeat(64),
		notes: [],
		...more,
	};
}

/** One profile per number, p0@example.com and so on. */
export function people(count: number): PreparedProfile[] {
	return Array.from({ length: count }, (_, index) =>
		preparedProfile({ email: `p${index}@example.com`, firstname: `Person${index}` }),
	);
}

/** Runs the Spotler Activate node against the sandbox. */
export async function runActivate(
	sandbox: Sandbox,
	options: Omit<NodeRunOptions, 'nodeType'> & Partial<Pick<NodeRunOptions, 'nodeType'>>,
) {
	const { spotlerActivateApi } = sandboxCredentials(sandbox);
	return await runNode({
		nodeType: 'spotlerActivate',
		credentials: spotlerActivateApi === undefined ? {} : { spotlerActivateApi },
		...options,
	});
}
