/** Where the repository is on this machine. */
export const root: string;

/** Text of a file, by its path from the root of the repository. */
export function readText(file: string): string;

/** Whether a file or folder is there. */
export function isThere(file: string): boolean;

/** Paths of all Markdown documents of the project. */
export function documents(): string[];

/** Paths of all files of code of the project. */
export function sources(): string[];

/** Names of the files in a folder. */
export function filesIn(folder: string): string[];

/** Size of a file in bytes. */
export function bytesOf(file: string): number;
