import b from "./cycle.cjs"; export const a = b;
