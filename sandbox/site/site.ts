import type { Activate } from '../activate/activate';
import type { Clock } from '../clock';
import type { Copernica } from '../copernica/copernica';
import type { Profile } from '../copernica/store/model';
import type { Tour } from './tour';

/** Everything that the pages show. Those of both vendors are one site, with one navigation and one clock. */
export interface Site {
	copernica: Copernica;
	activate: Activate;
	tour: Tour;
	clock: Clock;
	/** A typeface for the pages (woff2), or null: then the system's. */
	font: Buffer | null;
}

/** What people call a profile: its name, else its address, else its number. */
export function profileName({ id, fields }: Profile): string {
	const names = [fields.Voornaam, fields.Achternaam ?? fields.Naam];
	const name = names.filter((part) => part !== undefined && part !== '').join(' ');
	return name || fields.Email?.trim() || `Profile ${id}`;
}
