import { parseArgs, type ParseArgsConfig } from 'node:util';

/**
 * Reads the arguments of a script. `--help` prints the usage and ends with 0; whatever the script does not know is named,
 * with the usage, and ends with 2 before anything is started.
 *
 * @param usage how the command is called and what each option does
 */
export function readOptions<const Config extends ParseArgsConfig>(
	usage: string,
	config: Config,
): ReturnType<typeof parseArgs<Config>> {
	const args = process.argv.slice(2);
	if (args.includes('--help') || args.includes('-h')) {
		console.log(usage);
		process.exit(0);
	}
	try {
		return parseArgs<Config>(config);
	} catch (fault) {
		return refuseOptions(fault instanceof Error ? fault.message : String(fault), usage);
	}
}

/** A number that an option was given. */
export function readCount(name: string, text: string, usage: string): number {
	const number = Number(text);
	return Number.isSafeInteger(number) && number > 0
		? number
		: refuseOptions(`--${name} takes a whole number above 0, not "${text}".`, usage);
}

/** Ends the script before it has done anything. */
export function refuseOptions(reason: string, usage: string): never {
	console.error(`${reason}\n\n${usage}`);
	process.exit(2);
}
