import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A trigger that does nothing but answer: what n8n itself costs for a call. */
const source = `module.exports.Floor = class {
	constructor() {
		this.description = {
			displayName: 'Floor', name: 'floor', group: ['trigger'], version: [2],
			description: 'Answers at once', defaults: { name: 'Floor' },
			inputs: [], outputs: ['main'], properties: [],
			webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		};
	}
	async webhook() {
		return { webhookResponse: { status: 'ignored' } };
	}
};
`;

/** Type under which n8n loads it. */
export const FLOOR_TYPE = 'CUSTOM.floor';

/** Puts the node into n8n's folder for custom nodes. */
export function installFloorNode(userFolder: string): void {
	const folder = path.join(userFolder, '.n8n', 'custom');
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, 'Floor.node.js'), source);
}
