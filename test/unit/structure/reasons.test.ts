import { expect, it } from '@jest/globals';
import ts from 'typescript';
import { nodesIn, parsed } from './syntax';

/** Reasons that belong to no code: they say which setting or address cannot be used, as the text of a fault. */
const WITHOUT_CODE = [
	'core/copernica/requestUrl.ts',
	'core/http/baseUrl.ts',
	'core/normalise/consentValues.ts',
	'core/normalise/settingFault.ts',
	'nodes/SpotlerActivate/actions/profile/normalise/readSettings.ts',
];

type Named = ts.PropertyAssignment | ts.VariableDeclaration;

const isNamed = (node: ts.Node): node is Named =>
	ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node);
const isText = (node: ts.Node): node is ts.LiteralLikeNode =>
	ts.isStringLiteralLike(node) ||
	ts.isTemplateHead(node) ||
	ts.isTemplateMiddle(node) ||
	ts.isTemplateTail(node);

/** Where a reason is written out, as file and line. */
function writtenReasons(file: ts.SourceFile): string[] {
	return nodesIn(file, isNamed)
		.filter(({ name }) => name.getText() === 'reason')
		.flatMap(({ initializer }) => (initializer === undefined ? [] : nodesIn(initializer, isText)))
		.filter(({ text }) => /\w \w/.test(text))
		.map((text) => {
			const { line } = file.getLineAndCharacterOfPosition(text.getStart());
			return `${file.fileName}:${line + 1}`;
		});
}

it('a reason is written in a table of codes, and nowhere else', () => {
	const elsewhere = parsed().filter(
		({ fileName }) => !fileName.endsWith('/codes.ts') && !WITHOUT_CODE.includes(fileName),
	);
	expect(elsewhere.length).toBeGreaterThan(150);
	expect(elsewhere.flatMap(writtenReasons)).toEqual([]);
});

it('finds one that is', () => {
	const text =
		"const reason = gone ? 'It is gone.' : `The ${what} is gone.`; f({ reason: 'No it' });";
	const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
	expect(writtenReasons(file)).toHaveLength(3);
});
