import { expect, test } from '../support/fixtures.mts';

const PROFILES = 'copernica-profiles-to-spotler-activate';

test('both credentials can be tested, and a wrong one is told so', async ({ stage }) => {
	const { api, credentials, sandbox } = stage;
	const { copernica, activate } = sandbox.addresses;
	const copernicaData = {
		accessToken: copernica.accessToken,
		baseUrl: copernica.url,
		authUrl: copernica.authenticateUrl,
	};
	const { id, name } = credentials.copernicaApi;
	expect(await api.testCredential(id, name, 'copernicaApi', copernicaData)).toMatchObject({
		status: 'OK',
	});
	const wrongToken = { ...copernicaData, accessToken: 'not-a-token' };
	const refused = await api.testCredential(id, name, 'copernicaApi', wrongToken);
	expect(refused.status).toBe('Error');
	expect(refused.message).not.toContain('not-a-token');

	const activateData = {
		accountId: activate.accountId,
		apiKey: activate.apiKey,
		baseUrl: activate.url,
	};
	const own = credentials.spotlerActivateApi;
	expect(
		await api.testCredential(own.id, own.name, 'spotlerActivateApi', activateData),
	).toMatchObject({ status: 'OK' });
	expect(
		await api.testCredential(own.id, own.name, 'spotlerActivateApi', {
			...activateData,
			apiKey: 'wrong',
		}),
	).toMatchObject({ status: 'Error' });
});

test('saving again and again leaves one callback; another party’s is not touched', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow(PROFILES);
	await sandbox.control('POST', 'copernica/callbacks', {
		database: 'Customers',
		url: 'https://other.example.com/callback',
		triggers: [],
	});
	const ours = async () =>
		(await sandbox.callbacks()).filter(({ url }) => url.startsWith(stage.n8n.url));

	await api.activate(workflow.id);
	expect(await ours()).toHaveLength(1);
	for (const actions of [['create'], ['create', 'update']]) {
		const saved = await api.getWorkflow(workflow.id);
		for (const node of saved.nodes) {
			if (node.type.endsWith('.copernicaTrigger')) node.parameters.actions = actions;
		}
		const { versionId } = await api.updateWorkflow(workflow.id, saved);
		await api.activate(workflow.id, versionId);
		expect(await ours()).toMatchObject([{ action: actions.length === 1 ? 'create' : 'all' }]);
	}
	await api.deactivate(workflow.id);
	expect((await sandbox.callbacks()).map(({ url }) => url)).toEqual([
		'https://other.example.com/callback',
	]);
});

test('a workflow does not go live while Copernica is away, and goes live once it is back', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow(PROFILES);
	await sandbox.control('POST', 'copernica/faults', {
		fault: { kind: 'status', status: 403 },
		path: 'callbacks',
	});
	await expect(api.activate(workflow.id)).rejects.toThrow(/Copernica/);
	await sandbox.control('DELETE', 'copernica/faults', {});
	await api.deactivate(workflow.id);
	await api.activate(workflow.id);
	expect(await sandbox.callbacks()).toHaveLength(1);
});
