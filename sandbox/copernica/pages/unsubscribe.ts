import { html, type Html } from '../../http/html';
import { card } from '../../http/layout';
import {
	unsubscribeBehaviours,
	type Database,
	type Profile,
	type UnsubscribeBehaviour,
} from '../store/model';
import { choice } from './form';

/** The kinds of mailings, by the name of the system in edits. */
export const mailingNames = { ms: 'Marketing Suite', publisher: 'Publisher' } as const;

function behaviourText({ behavior, fields }: UnsubscribeBehaviour): string {
	if (behavior === 'nothing') return 'leaves the profile as it is';
	if (behavior === 'remove') return 'removes the profile';
	const settings = Object.entries(fields).map(([name, value]) => `${name} to "${value}"`);
	return settings.length === 0 ? 'sets no field' : `sets ${settings.join(', ')}`;
}

function behaviourForm(database: Database, profile: Profile): Html {
	const { behavior, fields } = database.unsubscribe;
	const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
	return html`<details class="more" data-key="unsubscribe-behaviour">
		<summary>Unsubscribe behaviour of ${database.name}</summary>
		<div class="body">
			<form
				class="grid"
				method="post"
				action="/publisher/profile/${profile.id}/unsubscribe-behaviour"
				aria-label="Unsubscribe behaviour"
			>
				${choice('behavior', 'Behaviour', unsubscribeBehaviours, behavior)}
				<label
					><span>Fields to set on update</span
					><textarea name="values" rows="2" placeholder="Nieuwsbrief=Nee">
${lines.join('\n')}</textarea
					>
				</label>
				<div class="wide"><button class="plain">Save behaviour</button></div>
			</form>
		</div>
	</details>`;
}

/**
 * Lets the person of a profile unsubscribe through a mailing, and shows and sets what the database then does
 * (docs/vendors/copernica.md#34-entities).
 */
export function unsubscribeCard(database: Database, profile: Profile): Html {
	const buttons = Object.entries(mailingNames).map(
		([system, name]) =>
			html`<button class="plain" name="system" value="${system}">
				Unsubscribe by ${name} mailing
			</button>`,
	);
	const body = html`<div class="body">
			<p>
				As if this person had followed the link in a mailing. Copernica lists the unsubscribe, and
				${database.name} ${behaviourText(database.unsubscribe)}.
			</p>
			<form
				class="bar"
				method="post"
				action="/publisher/profile/${profile.id}/unsubscribe"
				aria-label="Unsubscribe"
			>
				${buttons}
			</form>
		</div>
		${behaviourForm(database, profile)}`;
	return card('Unsubscribe through a mailing', body);
}
