/** Takes the pictures of the docs, each cut to what it is about. */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/host/paths.mts';
import type { Editor } from '../support/editor.mts';
import type { Shown } from './panels.mts';

type Box = { x: number; y: number; width: number; height: number };

const MARGIN = 16;
/** Hints stand at the top; a long form goes on below without saying more about them. */
const LONGEST_HINT = 950;
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
			const box = (element: Element | null): Box | null => {
				if (element === null) return null;
				const { x, y, width, height } = element.getBoundingClientRect();
				return { x, y, width, height };
			};
			const dialog = document.querySelector('[data-test-id="ndv"]');
			const form = document.querySelector('[data-test-id="node-parameters"]');
			const parts =
				'[data-test-id="node-parameters"] *, [data-test-id="ndv-output-panel"] *, [role="option"]';
			const texts = Array.from(document.querySelectorAll(parts)).filter(
				(element) =>
					element.matches('.el-switch') ||
					(element.childElementCount === 0 &&
						!element.closest('svg') &&
						(element.textContent !== '' || element instanceof HTMLInputElement) &&
						!element.textContent?.includes('I wish this node')),
			);
			const shown = texts.map((element) => element.getBoundingClientRect()).filter((r) => r.height);
			return {
				dialog: box(dialog),
				form: box(form),
				bottom: Math.max(...shown.map(({ bottom }) => bottom)),
			};
		});
		const { dialog, form, bottom } = edges;
		if (dialog === null || form === null) throw new Error('No panel is open');
		// A form is cut below the name of its node, which stands at the far left.
		const top = shows === 'everything' ? dialog.y : dialog.y + NAME_HEIGHT;
		const left = shows === 'everything' ? dialog.x : form.x;
		const right = shows === 'form' ? form.x + form.width : dialog.x + dialog.width;
		const longest = shows === 'formAndOutput' ? LONGEST_HINT : Infinity;
		const lowest = Math.min(bottom + MARGIN, dialog.y + dialog.height, top + longest);
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
		const canvas = await this.page.locator('.vue-flow').first().boundingBox();
		if (canvas === null) throw new Error('No canvas is open');
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
		const x = Math.max(canvas.x, Math.min(...boxes.map(({ left }) => left)) - MARGIN);
		const y = Math.max(canvas.y, Math.min(...boxes.map(({ top }) => top)) - MARGIN);
		const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
		const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
		await this.take(name, {
			x,
			y,
			width: Math.min(right, canvas.x + canvas.width) - x,
			height: Math.min(bottom, canvas.y + canvas.height) - y,
		});
	}
}
