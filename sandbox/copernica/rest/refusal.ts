import { jsonAnswer, type Answer } from '../../http/answer';

/** Texts of the vendor (docs/vendors/copernica.md#32-requests-and-answers). */
export const messages = {
	token: 'Invalid access token',
	profile: 'No entity with supplied ID',
	subprofile: 'No subprofile with supplied ID',
	database: 'No database with supplied ID',
	collection: 'No collection with given ID',
	callback: 'No entity with supplied ID',
	mailing: 'No entity with supplied ID',
	webhook: 'No entity with supplied ID',
	view: 'No entity with supplied ID',
	miniview: 'No entity with supplied ID',
	destination: 'No entity with supplied ID',
	method: 'Invalid method',
	data: 'Invalid data provided',
	removed: 'This profile has already been removed',
	createProfile: 'Failed to create profile',
	createSubprofile: 'Subprofile could not be created',
	fieldsParameter: 'URL parameter fields is required',
} as const;

/** A call that the vendor refuses: `{"error":{"message":…}}`, nearly always with 400. */
export class Refusal extends Error {
	constructor(
		message: string,
		readonly status = 400,
	) {
		super(message);
	}

	answer(): Answer {
		return jsonAnswer(this.status, { error: { message: this.message } });
	}
}
