import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A trigger that does nothing but answer: what n8n itself costs for a call. */
export const FLOOR_TYPE = 'CUSTOM.floor';

/** A trigger that starts a run with as many prepared profiles as the call's body asks for. */
export const ROWS_TYPE = 'CUSTOM.rows';

const description = (name: string, displayName: string) => `{
	displayName: '${displayName}', name: '${name}', group: ['trigger'], version: [2],
	description: 'For the benchmark', defaults: { name: '${displayName}' },
	inputs: [], outputs: ['main'], properties: [],
	webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
}`;

const floor = `module.exports.Floor = class {
	constructor() { this.description = ${description('floor', 'Floor')}; }
	async webhook() { return { webhookResponse: { status: 'ignored' } }; }
};
`;

const rows = `const source = {
	entity: 'profile', profileId: '1', subprofileId: null, databaseId: '1', collectionId: null, change: 'update',
	changeKey: '', receivedAt: new Date().toISOString(),
};
const profile = (index) => ({
	changed: null, previous: null, source, fingerprint: 'a'.repeat(64), notes: [],
	profile: {
		email: 'person.' + index + '@example.com', firstname: 'Anne ' + index, lastname: 'de Vries', gender: 'F',
		birthdate: '1980-02-03', phone: '+31612345678', postcode: '1012AB', city: 'Amsterdam', country: 'NL',
		language: 'nl-NL', newsletter: index % 2 === 0 ? 'yes' : 'no',
	},
});
module.exports.Rows = class {
	constructor() { this.description = ${description('rows', 'Rows')}; }
	async webhook() {
		const { rows } = this.getBodyData();
		const items = Array.from({ length: rows }, (_, index) => ({ json: profile(index) }));
		return { workflowData: [items], webhookResponse: { status: 'accepted' } };
	}
};
`;

/** Puts both nodes into n8n's folder for custom nodes. */
export function installBenchNodes(userFolder: string): void {
	const folder = path.join(userFolder, '.n8n', 'custom');
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, 'Floor.node.js'), floor);
	writeFileSync(path.join(folder, 'Rows.node.js'), rows);
}
