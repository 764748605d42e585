/**
 * The files of core/ and nodes/ in which at least one function was called while the work was done; loading a file
 * beforehand does not count. Measured by the engine of JavaScript itself.
 */
export function filesRunBy(work: () => Promise<unknown>): Promise<string[]>;
