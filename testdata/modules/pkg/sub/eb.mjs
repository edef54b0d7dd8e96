import { a, fa } from "./ea.mjs"; export const b = "b"; let r; try { r = a; } catch (e) { r = `${e.name}: ${e.message}`; } export { r }; export const f = fa;
