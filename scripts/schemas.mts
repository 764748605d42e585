/** `npm run schemas`: writes what the editor shows of outputs before a run, from the contracts. A test compares the two. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './host/options.mts';
import { root } from './host/paths.mts';
import { outputSchemas } from './pages/outputSchemas.ts';

readOptions('npm run schemas     writes nodes/*/__schema__ from the contracts', {});

for (const [file, text] of outputSchemas()) {
	const target = path.join(root, file);
	mkdirSync(path.dirname(target), { recursive: true });
	writeFileSync(target, text);
	console.log(`Wrote ${file}`);
}
