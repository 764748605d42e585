import * as ts from 'typescript';

/** One call on a walk, by where its answer comes from. */
interface Step {
	room: 'core' | 'nodes';
	/** File, line and what is called. */
	call: string;
}

/** Settings that find the types; nothing is compiled. */
const options: ts.CompilerOptions = {
	target: ts.ScriptTarget.ES2022,
	module: ts.ModuleKind.CommonJS,
	moduleResolution: ts.ModuleResolutionKind.Node10,
	lib: ['lib.es2022.d.ts'],
	types: [],
	strict: true,
	esModuleInterop: true,
	skipLibCheck: true,
};

/** What an operation calls the function that does its work. */
const names: ReadonlySet<string> = new Set(['execute', 'run']);

const roomOf = (file: string): Step['room'] | null =>
	/^(core|nodes)\//.test(file) ? (file.startsWith('core/') ? 'core' : 'nodes') : null;

/** Packages are not looked into: a walk stays inside the project, and finding their types takes most of the time. */
function host(): ts.CompilerHost {
	const plain = ts.createCompilerHost(options);
	return {
		...plain,
		resolveModuleNameLiterals: (literals, importer) =>
			literals.map(({ text }) =>
				text.startsWith('.')
					? ts.resolveModuleName(text, importer, options, plain)
					: { resolvedModule: undefined },
			),
	};
}

/**
 * Walks through an operation's file in the order in which its code is written, each of its functions at its first call.
 * A call of another file is one step: what happens inside is that file's business.
 *
 * @returns the calls of nodes/, and the first call of each function of core/
 */
function walk(root: string, file: string): Step[] {
	const program = ts.createProgram([`${root}/${file}`], options, host());
	const checker = program.getTypeChecker();
	const source = program.getSourceFile(`${root}/${file}`);
	if (source === undefined) throw new Error(`There is no ${file}`);
	const steps: Step[] = [];
	const walked = new Set<ts.Node>();
	const known = new Set<ts.Node>();
	const pathOf = (node: ts.Node): string => node.getSourceFile().fileName.slice(root.length + 1);

	const visit = (node: ts.Node): void => {
		// A function that is only declared here is walked where it is called.
		if (ts.isFunctionDeclaration(node) || ts.isTypeNode(node)) return;
		ts.forEachChild(node, visit);
		if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
		const declaration = checker.getResolvedSignature(node)?.declaration;
		if (declaration === undefined) return;
		const room = roomOf(pathOf(declaration));
		if (room === null) return;
		// A method is asked of a value that was given before, and a function that was called before is known.
		const isNew = ts.isFunctionDeclaration(declaration) && !known.has(declaration);
		if (room === 'core' && !isNew) return;
		known.add(declaration);
		const { line } = source.getLineAndCharacterOfPosition(node.getStart());
		steps.push({ room, call: `${file}:${line + 1} ${node.expression.getText()}` });
		if (ts.isFunctionDeclaration(declaration) && pathOf(declaration) === file) enter(declaration);
	};

	const enter = (own: ts.FunctionDeclaration): void => {
		if (own.body === undefined || walked.has(own)) return;
		walked.add(own);
		visit(own.body);
	};

	// The operation is an object; its function may be written in it or before it.
	for (const statement of source.statements)
		if (ts.isVariableStatement(statement)) visit(statement);
	for (const statement of source.statements) {
		const isEntry = ts.isFunctionDeclaration(statement) && names.has(statement.name?.text ?? '');
		if (isEntry) enter(statement);
	}
	return steps;
}

/**
 * How often an operation climbs back from core/ to nodes/: what the core has decided is carried back up, to be acted on
 * or to be asked about again.
 *
 * @param root of the repository
 * @param file the operation's file, from the root
 * @returns the calls after which it climbs
 */
export function climbsOf(root: string, file: string): string[] {
	const steps = walk(root, file);
	return steps
		.filter(({ room }, index) => room === 'core' && steps[index + 1]?.room !== 'core')
		.map(({ call }) => call);
}
