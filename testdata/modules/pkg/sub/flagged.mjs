export default class A {} export const __esModule = true;
