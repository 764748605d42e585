import { makeRouter } from '../../shared/router';
import * as callback from './callback';
import * as change from './change';
import * as database from './database';
import * as mailing from './mailing';
import * as profile from './profile';
import * as selection from './selection';
import * as subprofile from './subprofile';

export const { properties, run } = makeRouter({
	callback,
	change,
	database,
	mailing,
	profile,
	selection,
	subprofile,
});
