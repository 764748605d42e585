import { expect, it } from '@jest/globals';
import ts from 'typescript';
import { parsed } from './syntax';

/** Each resource has its operations, under the names that the router and the form know them by. */
const isOfResource = (file: string) =>
	/^nodes\/\w+\/actions\/\w+\/(?:index|\w+\.operation)\.ts$/.test(file);

function isExported(node: ts.Statement): boolean {
	return (
		ts.canHaveModifiers(node) &&
		(ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
	);
}

/** Names that a file gives to others, without what it only passes on. */
function exportedNames(file: ts.SourceFile): string[] {
	return [
		...new Set(
			file.statements.filter(isExported).flatMap((statement): string[] => {
				if (ts.isVariableStatement(statement)) {
					return statement.declarationList.declarations.flatMap(({ name }) =>
						ts.isIdentifier(name) ? [name.text] : [],
					);
				}
				const isNamed =
					ts.isFunctionDeclaration(statement) ||
					ts.isClassDeclaration(statement) ||
					ts.isInterfaceDeclaration(statement) ||
					ts.isTypeAliasDeclaration(statement);
				return isNamed && statement.name !== undefined ? [statement.name.text] : [];
			}),
		),
	];
}

it('no two exported things have one name, so that a search finds the one that is meant', () => {
	const places = new Map<string, string[]>();
	for (const file of parsed().filter(({ fileName }) => !isOfResource(fileName))) {
		for (const name of exportedNames(file)) {
			places.set(name, [...(places.get(name) ?? []), file.fileName]);
		}
	}
	const twice = [...places].filter(([, files]) => files.length > 1);
	expect(Object.fromEntries(twice)).toEqual({});
});
