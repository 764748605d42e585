import * as ts from 'typescript';
import { isThere, readText, sources } from '../../docs/support/repository.cjs';

/** One import of a file of the project by another. */
export interface Import {
	from: string;
	to: string;
	/** False for what the compiler leaves out, because only types are imported. */
	isLoaded: boolean;
}

/** Names of a file that an import may mean. */
const endings = ['', '.ts', '.mts', '.cjs', '/index.ts'];

/** The file that a relative import means; null for a package. */
function fileOf(importer: string, specifier: string): string | null {
	if (!specifier.startsWith('.')) return null;
	const path = new URL(specifier, `file:///${importer}`).pathname.slice(1);
	return endings.map((ending) => path + ending).find((file) => hasText(file)) ?? null;
}

const hasText = (file: string): boolean => /\.\w+$/.test(file) && isThere(file);

function isLoaded(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(statement)) return !statement.isTypeOnly;
	const clause = statement.importClause;
	if (clause === undefined) return true;
	const named = clause.namedBindings;
	if (clause.isTypeOnly) return false;
	return (
		clause.name !== undefined ||
		named === undefined ||
		ts.isNamespaceImport(named) ||
		named.elements.some((element) => !element.isTypeOnly)
	);
}

/** All imports of one file by another, by the syntax tree. Not those that are made at run time (`import()`, `require`). */
export function importsOf(file: string): Import[] {
	const { statements } = ts.createSourceFile(file, readText(file), ts.ScriptTarget.ES2022);
	return statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
		const specifier = statement.moduleSpecifier;
		if (specifier === undefined || !ts.isStringLiteral(specifier)) return [];
		const to = fileOf(file, specifier.text);
		return to === null ? [] : [{ from: file, to, isLoaded: isLoaded(statement) }];
	});
}

/** The imports of all files below some folders. */
export function importsBelow(folders: readonly string[]): Import[] {
	return sources()
		.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)))
		.filter((file) => /(?<!\.d)\.m?ts$/.test(file))
		.flatMap(importsOf);
}

/** Every file that is loaded with one, itself included. */
export function loadedFrom(entry: string, imports: readonly Import[]): string[] {
	const loaded = new Set([entry]);
	for (const file of loaded) {
		for (const { from, to, isLoaded: isWanted } of imports) {
			if (from === file && isWanted) loaded.add(to);
		}
	}
	return [...loaded].sort();
}

/** Files that import each other in a circle, one list for each circle; imports of types count too. */
export function circlesIn(imports: readonly Import[]): string[][] {
	const reach = new Map<string, ReadonlySet<string>>();
	const next = new Map<string, string[]>();
	for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
	for (const file of next.keys()) {
		const reached = new Set(next.get(file));
		for (const one of reached) next.get(one)?.forEach((further) => reached.add(further));
		reach.set(file, reached);
	}
	const circles = new Map<string, string[]>();
	for (const [file, reached] of reach) {
		if (!reached.has(file)) continue;
		const circle = [...reached].filter((other) => reach.get(other)?.has(file)).sort();
		circles.set(circle.join(' '), circle);
	}
	return [...circles.values()];
}

/** The floors of the house, from the ground up. A file may import from its own floor and from those below. */
const floors: readonly RegExp[] = [
	/^core\/(contracts\/|[^/]+$)/,
	/^core\/http\//,
	/^core\//,
	/^nodes\/shared\//,
	/^nodes\/[^/]+\/api\//,
	/^nodes\/[^/]+\/shared\//,
	/^nodes\/[^/]+\/methods\//,
	/^nodes\/[^/]+\/(actions|trigger|mailingTrigger|polling)\//,
	/^(nodes\/[^/]+\/[^/]+$|credentials\/)/,
];

/** Number of a file's floor; above all others for what is no part of the package. */
function floorOf(file: string): number {
	const floor = floors.findIndex((pattern) => pattern.test(file));
	return floor === -1 ? floors.length : floor;
}

/** Imports from a floor above. */
export function upwardIn(imports: readonly Import[]): string[] {
	return imports
		.filter(({ from, to }) => floorOf(to) > floorOf(from))
		.map(({ from, to }) => `${from} imports ${to}`);
}
