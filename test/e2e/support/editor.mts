import path from 'node:path';
import type { Page } from '@playwright/test';
import { N8nApi } from '../../../scripts/host/api.mts';
import { artifactsFolder } from '../../../scripts/host/paths.mts';
import type { Stage } from '../../../scripts/host/stage.mts';
import { findBrowser, NO_BROWSER } from './browser.mts';
import { test as base } from './fixtures.mts';

export { expect } from '@playwright/test';

/** What a person does in n8n's editor. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly stage: Stage,
	) {}

	async signIn(): Promise<void> {
		await this.page.goto(`${this.stage.n8n.url}/signin`);
		await this.page
			.locator('input[type=email], input[name=emailOrLdapLoginId]')
			.fill(N8nApi.owner.email);
		await this.page.locator('input[type=password]').fill(N8nApi.owner.password);
		await this.page.getByRole('button', { name: /sign in/i }).click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	/** Opens Emma's profile on the sandbox's Copernica page, and gives her newsletter consent. */
	async subscribeEmma(): Promise<void> {
		const { page } = this;
		await page.goto(this.stage.sandbox.addresses.copernica.page);
		await page
			.getByRole('row', { name: /emma\.bakker/ })
			.getByRole('link')
			.click();
		await page.getByLabel('Nieuwsbrief').selectOption('Ja');
		await page.getByRole('button', { name: /save/i }).click();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.stage.n8n.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	async openNode(name: string): Promise<void> {
		await this.canvasNode(name).dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
	}

	async openNodePanel(): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').waitFor();
	}

	/** Opens the form of a new credential. */
	async newCredential(type: string): Promise<void> {
		await this.page.goto(`${this.stage.n8n.url}/home/credentials`);
		await this.page.getByTestId('add-resource-credential').click();
		await this.page.getByTestId('new-credential-type-select').locator('input').fill(type);
		await this.page.getByTestId('new-credential-type-select-option').getByText(type).click();
		await this.page.getByTestId('new-credential-type-button').click();
	}

	async fillCredential(label: string, value: string): Promise<void> {
		const field = this.page
			.getByTestId('credential-connection-parameter')
			.filter({ hasText: label });
		await field.locator('input').fill(value);
	}

	async saveCredential(): Promise<void> {
		await this.page.getByTestId('credential-save-button').click();
	}

	async closeCredential(): Promise<void> {
		await this.page.keyboard.press('Escape');
	}

	/** n8n shows a checklist over the first run of a workflow that was published. */
	async closeChecklist(): Promise<void> {
		const checklist = this.page.getByText('Production Checklist').filter({ visible: true });
		await checklist.waitFor();
		await this.page.getByTestId('suggested-actions-close').click();
		await checklist.waitFor({ state: 'hidden' });
	}

	canvasNode(name: string) {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Waits until nothing moves any more. */
	async settled(): Promise<void> {
		await this.page.evaluate(async () => {
			const ending = document
				.getAnimations()
				.filter((animation) => animation.effect?.getTiming().iterations !== Infinity);
			await Promise.allSettled(ending.map(async (animation) => await animation.finished));
		});
	}

	/** Keeps a picture for people, in `artifacts/screenshots`. */
	async picture(name: string): Promise<void> {
		await this.settled();
		await this.page.screenshot({ path: picturePath(name), animations: 'disabled' });
	}
}

/** Where a picture of the given name goes. */
function picturePath(name: string): string {
	return path.join(artifactsFolder, 'screenshots', `${name}.png`);
}

/** Tests in the real editor, signed in as the owner. */
export const test = base.extend<{ editor: Editor }>({
	editor: async ({ page, stage }, use) => {
		const editor = new Editor(page, stage);
		await editor.signIn();
		await use(editor);
	},
});

test.beforeAll(() => {
	if (findBrowser() === undefined) throw new Error(NO_BROWSER);
});
