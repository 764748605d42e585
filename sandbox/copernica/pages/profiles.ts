import { html, type Html } from '../../http/html';
import { card, live, pageTitle, table, tag } from '../../http/layout';
import { profileName } from '../../site/site';
import { editCauses } from '../causes';
import type { Database, Profile, Subprofile } from '../store/model';
import type { CopernicaStore } from '../store/store';
import { boxes, choice, fieldInput } from './form';
import { unsubscribeCard } from './unsubscribe';

const shownProfiles = 200;
const consents = ['Nieuwsbrief', 'Service', 'Marketing'];

function consentTag(value: string | undefined): Html {
	if (value === undefined || value === '') return html`<span class="soft">–</span>`;
	if (value === 'Ja') return tag(value, 'good');
	return tag(value, value === 'Nee' ? 'bad' : 'plain');
}

function profileRow(shown: readonly string[], profile: Profile): Html {
	const cells = shown.map((name) => html`<td>${consentTag(profile.fields[name])}</td>`);
	return html`<tr class="row" data-key="profile-${profile.id}">
		<td>
			<a class="whole" href="/publisher/profile/${profile.id}">${profileName(profile)}</a>
		</td>
		<td>${profile.fields.Email}</td>
		${cells}
		<td class="time">${profile.modified}</td>
		<td class="time">${profile.id}</td>
	</tr>`;
}

function databaseCard(store: CopernicaStore, database: Database, search: string): Html {
	const sought = search.toLowerCase();
	const found = store
		.profilesOf(database.id)
		.filter((profile) =>
			Object.values(profile.fields).some((value) => value.toLowerCase().includes(sought)),
		);
	const shown = consents.filter((name) => store.findField(database, name) !== null);
	const rows = found.slice(0, shownProfiles).map((profile) => profileRow(shown, profile));
	const heads = ['Name', 'Email', ...shown, 'Modified', 'ID'];
	return card(
		html`${database.name}<span class="count">${found.length}</span>`,
		found.length === 0
			? html`<p class="empty">${sought === '' ? 'No profiles yet.' : 'No profile matches.'}</p>`
			: table(`Profiles of ${database.name}`, heads, html`${rows}`),
		html`<a class="button plain" href="/publisher/new?database=${database.id}"
			>New profile in ${database.name}</a
		>`,
	);
}

/** The profiles of every database; a part of the page that is loaded again every second. */
export function profilesPart(store: CopernicaStore, search: string): Html {
	return html`${[...store.databases.values()].map((database) =>
		databaseCard(store, database, search),
	)}`;
}

/** The list of profiles of every database. */
export function profilesPage(store: CopernicaStore, search: string): Html {
	const form = html`<form class="search" role="search">
		<input name="search" value="${search}" aria-label="Search in all fields" placeholder="Search" />
		<button class="plain">Search</button>
	</form>`;
	return html`${pageTitle('Profiles', 'Select a name to edit the profile.', form)}
	${live(`/publisher/profiles?search=${encodeURIComponent(search)}`, profilesPart(store, search))}`;
}

const causeChoice = () => choice('cause', 'Changed by', editCauses, 'publisher');

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
			><button class="danger" name="do" value="delete">Delete subprofile ${entry.id}</button>
		</div>
	</form>`;
}

function collectionCards(store: CopernicaStore, profile: Profile): Html[] {
	return store.collectionsOf(profile.databaseId).map((collection) => {
		const entries = store.subprofilesOf(collection.id, profile.id);
		const body =
			entries.length === 0
				? html`<p class="empty">No subprofiles yet.</p>`
				: html`<div class="body">${entries.map((entry) => subprofileForm(store, entry))}</div>`;
		const add = html`<form
			method="post"
			action="/publisher/profile/${profile.id}/subprofiles/${collection.id}"
		>
			<button class="plain">Add subprofile to ${collection.name}</button>
		</form>`;
		return card(`Collection ${collection.name}`, body, add);
	});
}

/**
 * When the profile was changed; a part of its page that is loaded again every second.
 *
 * @param seen what the page showed when it was opened
 */
export function modifiedPart(profile: Profile, seen: string): Html {
	const isNewer = profile.removed !== false || profile.modified !== seen;
	return html`Created ${profile.created}, modified ${profile.modified}
	${isNewer
		? html`<a href="/publisher/profile/${profile.id}">Changed since you opened it: show it anew</a>`
		: null}`;
}

function profileFields(database: Database, values: Profile['fields'], interests: string[]): Html {
	return html`${database.fields.map((field) => fieldInput(field, values[field.name] ?? ''))}
	${boxes(
		'interests',
		'Interests',
		database.interests.map(({ name }) => name),
		interests,
	)}
	${causeChoice()}`;
}

/** The form of one profile, with its subprofiles. */
export function profilePage(store: CopernicaStore, profile: Profile): Html {
	const database = store.databases.get(profile.databaseId);
	if (database === undefined)
		return html`<p class="note bad">The database of this profile does not exist.</p>`;
	if (profile.removed !== false)
		return html`<p class="note bad">Profile ${profile.id} was removed on ${profile.removed}.</p>`;
	const seen = encodeURIComponent(profile.modified);
	const modified = live(
		`/publisher/profile/${profile.id}/modified?seen=${seen}`,
		modifiedPart(profile, profile.modified),
	);
	return html`${pageTitle(profileName(profile), `Profile ${profile.id} in ${database.name}`)}
		<section class="card">
			<header class="soft">${modified}</header>
			<div class="body">
				<form
					class="grid"
					method="post"
					action="/publisher/profile/${profile.id}"
					aria-label="Profile"
				>
					${profileFields(database, profile.fields, profile.interests)}
					<div class="wide bar">
						<button name="do" value="save">Save profile</button
						><button class="danger" name="do" value="delete">Delete profile</button>
					</div>
				</form>
			</div>
		</section>
		${unsubscribeCard(database, profile)} ${collectionCards(store, profile)}`;
}

/** The form of a profile that does not exist yet. */
export function newProfilePage(database: Database): Html {
	return html`${pageTitle('New profile', `In the database ${database.name}`)}
		<section class="card">
			<div class="body">
				<form
					class="grid"
					method="post"
					action="/publisher/new?database=${database.id}"
					aria-label="Profile"
				>
					${profileFields(database, {}, [])}
					<div class="wide"><button>Create profile</button></div>
				</form>
			</div>
		</section>`;
}
