import path from 'node:path';
import { ensureN8nServer } from '../../../scripts/host/install.mts';
import { packPackage } from '../../../scripts/host/pack.mts';
import { artifactsFolder } from '../../../scripts/host/paths.mts';

/** Once per run: the n8n server stands in the cache and the package is packed as npm would publish it. */
export default async function globalSetup(): Promise<void> {
	await ensureN8nServer();
	process.env.PACKED_PACKAGE = await packPackage(path.join(artifactsFolder, 'packed'));
}
