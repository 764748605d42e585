export { pathOf } from '../api/request';
