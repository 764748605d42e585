import { makeRouter } from '../../shared/router';
import { outputsOf } from '../shared/outputs';
import * as event from './event';
import * as profile from './profile';

const resources = { profile, event };

export const outputs = outputsOf(resources);
export const { properties, run } = makeRouter(resources);
