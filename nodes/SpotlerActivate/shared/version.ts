/** The version of a newly added node. 1.1 sends a consent when it is news, and takes none by its name alone. */
export const CURRENT_VERSION = 1.1;

/**
 * Whether a node was added with version 1.0.0 of the package. Such a node repeats every consent and finds the
 * newsletter consent by its name, and its workflow may rely on both.
 *
 * @param nodeVersion `typeVersion` of the node
 */
export const isFirstVersion = (nodeVersion: number) => nodeVersion < 1.1;
