/** Takes the pictures of the docs, each cut to what it is about. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/host/paths.mts';
import type { Editor } from '../support/editor.mts';
import type { Shown } from './panels.mts';

type Box = { x: number; y: number; width: number; height: number };

const MARGIN = 16;
/** Of the bar of a panel that holds the name of the node. */
const NAME_HEIGHT = 43;

export class Camera {
	constructor(
		private readonly page: Page,
		private readonly editor: Editor,
	) {}

	/** The window, or a part of it. */
	async take(name: string, clip?: Box): Promise<void> {
		// Where it points at nothing, so that no button looks pressed.
		await this.page.mouse.move(0, 0);
		await this.editor.settled();
		await this.page.screenshot({
			path: path.join(root, 'docs', 'images', `${name}.png`),
			animations: 'disabled',
			clip,
		});
	}

	/** The open panel of a node, from its first to its last line. */
	async takePanel(name: string, shows: Shown): Promise<void> {
		const edges = await this.page.evaluate(() => {
			const box = (element: Element | null) => element?.getBoundingClientRect();
			const dialog = document.querySelector('[data-test-id="ndv"]');
			const form = document.querySelector('[data-test-id="node-parameters"]');
			const parts =
				'[data-test-id="node-parameters"] *, [data-test-id="ndv-output-panel"] *, [role="option"]';
			const texts = Array.from(document.querySelectorAll(parts)).filter(
				(element) =>
					element.childElementCount === 0 &&
					!element.closest('svg') &&
					(element.textContent !== '' || element instanceof HTMLInputElement) &&
					!element.textContent?.includes('I wish this node'),
			);
			const shown = texts.map((element) => element.getBoundingClientRect()).filter((r) => r.height);
			return {
				dialog: box(dialog)?.toJSON() as DOMRect | undefined,
				form: box(form)?.toJSON() as DOMRect | undefined,
				bottom: Math.max(...shown.map(({ bottom }) => bottom)),
			};
		});
		const { dialog, form, bottom } = edges;
		if (dialog === undefined || form === undefined) throw new Error('No panel is open');
		// A form is cut below the name of its node, which stands at the far left.
		const top = shows === 'everything' ? dialog.y : dialog.y + NAME_HEIGHT;
		const left = shows === 'everything' ? dialog.x : form.x;
		const right = shows === 'form' ? form.x + form.width : dialog.x + dialog.width;
		const lowest = Math.min(bottom + MARGIN, dialog.y + dialog.height);
		await this.take(name, {
			x: left,
			y: top,
			width: right - left,
			height: lowest - top,
		});
	}

	/** The canvas, cut to its steps and notes. */
	async takeCanvas(name: string): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.editor.settled();
		const window = this.page.viewportSize() ?? { width: 0, height: 0 };
		const boxes = await this.page.locator('.vue-flow__node').evaluateAll((nodes) =>
			nodes.flatMap((node) =>
				[node, ...Array.from(node.querySelectorAll('*'))]
					// Handles for the mouse, which nobody sees, reach further.
					.filter(
						(part) =>
							part === node ||
							(part.childElementCount === 0 && part.textContent) ||
							part.closest('svg, img'),
					)
					.map((part) => part.getBoundingClientRect())
					.filter(({ width }) => width > 0)
					.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
			),
		);
		const x = Math.max(0, Math.min(...boxes.map(({ left }) => left)) - MARGIN);
		const y = Math.max(0, Math.min(...boxes.map(({ top }) => top)) - MARGIN);
		const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
		const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
		await this.take(name, {
			x,
			y,
			width: Math.min(right, window.width) - x,
			height: Math.min(bottom, window.height) - y,
		});
	}
}
