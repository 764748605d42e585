export { readById } from '../api/read';
