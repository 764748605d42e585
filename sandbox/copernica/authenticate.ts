import { jsonAnswer, textAnswer, type Answer } from '../http/answer';
import { parseForm, textAt } from '../http/phpForm';
import type { Call } from '../http/serve';
import { account } from './account';
import { messages, Refusal } from './rest/refusal';
import type { World } from './world';

/**
 * The authentication service: access token in, JWT out (docs/vendors/copernica.md#31-signing-in). Whether as text or
 * JSON is a switch.
 */
export function answerAuthenticate(world: World, call: Call): Answer {
	if (call.method !== 'POST') return new Refusal(messages.method).answer();
	const form = parseForm(call.body.toString('utf8'));
	if (textAt(form, 'access_token') !== account.accessToken)
		return new Refusal(messages.token, world.quirks.current.tokenErrorStatus).answer();
	const { authReply, expiryClaim } = world.quirks.current;
	const token = world.tokens.issue(account.id, expiryClaim);
	if (authReply === 'text') return textAnswer(200, token);
	return jsonAnswer(200, authReply === 'json' ? { token } : token);
}
