import { expect, finishedRuns, test } from '../support/fixtures.mts';
import { keptWorkflows } from '../support/keptWorkflows.mts';

for (const [version, workflow] of keptWorkflows()) {
	test(`a workflow that was made with ${version} does its job after the update`, async ({
		stage,
		importWorkflow,
	}) => {
		const { api, sandbox } = stage;
		const { id } = await importWorkflow(workflow);
		await api.activate(id);
		await sandbox.edit({
			edit: 'create-profile',
			fields: { Email: 'Lotte.Visser@Example.com', Voornaam: 'Lotte', Nieuwsbrief: 'Ja' },
		});
		await sandbox.settled();
		expect(await finishedRuns(stage, id, 1)).toMatchObject([{ status: 'success' }]);
		expect(await sandbox.contacts()).toContainEqual(
			expect.objectContaining({
				email: 'lotte.visser@example.com',
				fields: expect.objectContaining({ firstname: 'Lotte', newsletter: 'yes' }),
			}),
		);
	});
}
