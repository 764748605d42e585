export { createServer, type Server } from 'node:http';

/** Resolves once everything that waits for nothing but promises has run. */
export function nextTurn(): Promise<void>;

/** Resolves after a time of the real clock. */
export function pause(milliseconds: number): Promise<void>;
