import { b } from "./eb.mjs"; export const a = "a"; export function fa() { return b; }
