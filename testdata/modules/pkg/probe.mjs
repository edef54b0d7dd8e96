export const load = (specifier, options) => import(specifier, options);
export const resolve = (specifier) => import.meta.resolve(specifier);
export const { main } = import.meta;
