import { html, type Html } from '../../http/html';
import { table } from '../../http/layout';
import { causes } from '../causes';
import type { Database, Profile, Subprofile } from '../store/model';
import type { CopernicaStore } from '../store/store';
import { boxes, choice, fieldInput } from './form';

const shownProfiles = 200;

function profileRow(profile: Profile): Html {
	const columns = [
		'Email',
		'Voornaam',
		'Naam',
		'Achternaam',
		'Nieuwsbrief',
		'Service',
		'Marketing',
	];
	const named = columns.filter((name) => name in profile.fields);
	const cells = named.map((name) => html`<td>${profile.fields[name]}</td>`);
	return html`<tr>
		<td><a href="/publisher/profile/${profile.id}">${profile.id}</a></td>
		${cells}
		<td>${profile.modified}</td>
	</tr>`;
}

function databaseSection(store: CopernicaStore, database: Database, search: string): Html {
	const sought = search.toLowerCase();
	const found = store
		.profilesOf(database.id)
		.filter((profile) =>
			Object.values(profile.fields).some((value) => value.toLowerCase().includes(sought)),
		);
	const sample = ['Email', 'Voornaam', 'Naam', 'Achternaam', 'Nieuwsbrief', 'Service', 'Marketing'];
	const heads = sample.filter((name) => store.findField(database, name) !== null);
	const rows = found.slice(0, shownProfiles).map(profileRow);
	return html`<h2>${database.name} <span class="dim">(${found.length})</span></h2>
		<p><a href="/publisher/new?database=${database.id}">New profile in ${database.name}</a></p>
		${table(`Profiles of ${database.name}`, ['Profile', ...heads, 'Modified'], html`${rows}`)}`;
}

/** The list of profiles of every database. */
export function profilesPage(store: CopernicaStore, search: string): Html {
	const sections = [...store.databases.values()].map((database) =>
		databaseSection(store, database, search),
	);
	return html`<form class="bar" role="search">
			<label><span>Search in all fields</span><input name="search" value="${search}" /></label
			><button>Search</button>
		</form>
		${sections}`;
}

const causeChoice = () => choice('cause', 'Changed by', causes, 'publisher');

function subprofileForm(store: CopernicaStore, entry: Subprofile): Html {
	const fields = store.collections.get(entry.collectionId)?.fields ?? [];
	return html`<form
		class="grid"
		method="post"
		action="/publisher/subprofile/${entry.id}"
		aria-label="Subprofile ${entry.id}"
	>
		${fields.map((field) => fieldInput(field, entry.fields[field.name] ?? ''))} ${causeChoice()}
		<div class="wide bar">
			<button name="do" value="save">Save subprofile ${entry.id}</button
			><button class="quiet" name="do" value="delete">Delete subprofile ${entry.id}</button>
		</div>
	</form>`;
}

function collectionsSection(store: CopernicaStore, profile: Profile): Html {
	const sections = store.collectionsOf(profile.databaseId).map((collection) => {
		const entries = store.subprofilesOf(collection.id, profile.id);
		return html`<h2>Collection ${collection.name}</h2>
			${entries.map((entry) => subprofileForm(store, entry))}
			<form method="post" action="/publisher/profile/${profile.id}/subprofiles/${collection.id}">
				<p><button>Add subprofile to ${collection.name}</button></p>
			</form>`;
	});
	return html`${sections}`;
}

/** The form of one profile, with its subprofiles. */
export function profilePage(store: CopernicaStore, profile: Profile): Html {
	const database = store.databases.get(profile.databaseId);
	if (database === undefined) return html`<p>The database of this profile does not exist.</p>`;
	if (profile.removed !== false)
		return html`<p class="note">Profile ${profile.id} was removed on ${profile.removed}.</p>`;
	return html`<h2>Profile ${profile.id} in ${database.name}</h2>
		<p class="dim">Created ${profile.created}, modified ${profile.modified}</p>
		<form class="grid" method="post" action="/publisher/profile/${profile.id}" aria-label="Profile">
			${database.fields.map((field) => fieldInput(field, profile.fields[field.name] ?? ''))}
			${boxes(
				'interests',
				'Interests',
				database.interests.map(({ name }) => name),
				profile.interests,
			)}
			${causeChoice()}
			<div class="wide bar">
				<button name="do" value="save">Save profile</button
				><button class="quiet" name="do" value="delete">Delete profile</button>
			</div>
		</form>
		${collectionsSection(store, profile)}`;
}

/** The form of a profile that does not exist yet. */
export function newProfilePage(database: Database): Html {
	return html`<h2>New profile in ${database.name}</h2>
		<form
			class="grid"
			method="post"
			action="/publisher/new?database=${database.id}"
			aria-label="Profile"
		>
			${database.fields.map((field) => fieldInput(field, ''))}
			${boxes(
				'interests',
				'Interests',
				database.interests.map(({ name }) => name),
				[],
			)}
			${causeChoice()}
			<div class="wide"><button>Create profile</button></div>
		</form>`;
}
