import { receive } from '../../../../nodes/Copernica/trigger/receive';
import { makeCall, publicBase64 } from '../../callback/support/signedCall';
import { filesRunBy } from './filesRun.cjs';
import { webhookContext, type GivenNode } from './webhookContext.cjs';

const body = JSON.stringify({
	id: '7',
	action: 'update',
	fields: { Email: 'jan@example.com', City: 'Delft' },
	parameters: { City: 'Leiden' },
	interests: ['News'],
});

/** A trigger that is registered, with the settings of a fresh node. */
const node: Omit<GivenNode, 'httpRequest'> = {
	url: 'https://n8n.example.com/webhook/abc-123/webhook',
	parameters: { database: '1', actions: ['create', 'update', 'delete'] },
	staticData: {
		accountId: '12345',
		names: { ofProfiles: ['email', 'city', 'news'], ofSubprofiles: [] },
	},
};

/** Lets the trigger receive one signed callback. @returns the files it ran through, and whether it looked a key up */
async function receiveOne(nonce: string): Promise<{ files: string[]; lookedUp: boolean }> {
	let lookedUp = false;
	const call = makeCall({
		body,
		headers: { date: new Date().toUTCString(), 'x-nonce': nonce },
	});
	const { context, answer } = webhookContext(call, {
		...node,
		httpRequest: async () => {
			lookedUp = true;
			const data = `v=DKIM1; p=${publicBase64()}`;
			return await Promise.resolve({ Status: 0, Answer: [{ type: 16, TTL: 300, data }] });
		},
	});
	const files = await filesRunBy(async () => {
		const { workflowData } = await receive(context);
		if (workflowData?.[0]?.length !== 1) throw new Error('The callback started no execution');
		answer();
	});
	return { files, lookedUp };
}

/** The files that one signed callback runs through: one whose key is looked up, and one whose key is known. */
export async function measureCallback(): Promise<{ withLookUp: string[]; keyKnown: string[] }> {
	const first = await receiveOne('first');
	const second = await receiveOne('second');
	if (!first.lookedUp || second.lookedUp) throw new Error('The key was not looked up just once');
	return { withLookUp: first.files, keyKnown: second.files };
}
