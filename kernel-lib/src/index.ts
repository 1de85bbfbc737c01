export { hello } from './tensor/hello';
