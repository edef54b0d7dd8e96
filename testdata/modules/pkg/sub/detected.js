import cjs from "./this.js"; export default cjs; export const isModule = this === undefined;
