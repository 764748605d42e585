/** Comments of a file of code, each as one line. Globs and URLs in strings are none: a blank precedes a comment. */
function commentsOf(code: string): string[] {
	const blocks = code.matchAll(/(?<=^|\s)\/\*.*?\*\/|(?<=^|\s)\/\/[^\n]*/gs);
	return [...blocks].map(([comment]) => comment.replace(/\n\s*\*?\s*/g, ' '));
}

/** Documents that the comments of a file name: a path, where need be with a heading. */
export function citationsOf(code: string): string[] {
	return commentsOf(code).flatMap((comment) =>
		[...comment.matchAll(/[\w@./-]+\.md\b(?:#[\p{L}\p{N}_-]+)?/gu)].map(([citation]) => citation),
	);
}
