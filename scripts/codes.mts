/** `npm run codes`: writes docs/guide/codes.md from the tables of codes. A test compares the two. */
import { readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { codesPage } from './pages/codesPage.ts';

readOptions('npm run codes     writes docs/guide/codes.md from the tables of codes', {});

await writePage('docs/guide/codes.md', codesPage());
