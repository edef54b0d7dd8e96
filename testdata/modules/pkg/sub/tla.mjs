import { y } from "./y.mjs"; export const z = y + 1; await 0; export { z as default };
