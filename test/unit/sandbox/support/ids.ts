import type { Sandbox } from '../../../../sandbox';
import type { Profile, Subprofile } from '../../../../sandbox/copernica/store/model';

/** A seeded customer by address. */
export function customer(sandbox: Sandbox, email = 'anne.devries@example.com'): Profile {
	const found = [...sandbox.copernica.store.profiles.values()].find(
		(profile) => profile.fields.Email === email,
	);
	if (found === undefined) throw new Error(`No customer ${email}`);
	return found;
}

/** Id of a seeded collection. */
export function collectionId(sandbox: Sandbox, name = 'SQ_profile'): number {
	const found = sandbox.copernica.store.findCollection(name);
	if (found === null) throw new Error(`No collection ${name}`);
	return found.id;
}

/** Id of a seeded database. */
export function databaseId(sandbox: Sandbox, name = 'Customers'): number {
	const found = sandbox.copernica.store.findDatabase(name);
	if (found === null) throw new Error(`No database ${name}`);
	return found.id;
}

/** The first SQ_profile subprofile of a customer. */
export function firstSubprofile(sandbox: Sandbox, profile: Profile): Subprofile {
	const found = sandbox.copernica.store.subprofilesOf(collectionId(sandbox), profile.id)[0];
	if (found === undefined) throw new Error('No subprofile');
	return found;
}
