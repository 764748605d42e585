import ts from 'typescript';
import { readText, sources } from '../docs/support/repository.cjs';

/** The product's own code, parsed. */
export const parsed = (): ts.SourceFile[] =>
	sources()
		.filter((file) => /^(core|nodes|credentials)\/.*\.ts$/.test(file))
		.map((file) => ts.createSourceFile(file, readText(file), ts.ScriptTarget.Latest, true));

/** Every node of a tree that is of a kind. */
export function nodesIn<Kind extends ts.Node>(
	root: ts.Node,
	isKind: (node: ts.Node) => node is Kind,
): Kind[] {
	const found = isKind(root) ? [root] : [];
	root.forEachChild((child) => {
		found.push(...nodesIn(child, isKind));
	});
	return found;
}
