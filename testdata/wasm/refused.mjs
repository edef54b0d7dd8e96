// A context that may not compile WebAssembly: codeGeneration: { wasm: false }.
import vm from 'node:vm';

const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
const module = new WebAssembly.Module(bytes);

async function ask(context, name, code) {
  let said;
  try {
    said = String(await vm.runInContext(code, context));
  } catch (error) {
    said = `${error} ${error.constructor === vm.runInContext('WebAssembly.CompileError', context)}`;
  }
  console.log(`${name}: ${code} => ${said}`);
}

const code = [
  'new WebAssembly.Module(bytes)', 'new WebAssembly.Module()', 'WebAssembly.validate(bytes)',
  'WebAssembly.compile(bytes)', 'WebAssembly.compile()', 'WebAssembly.instantiate(bytes)', 'WebAssembly.instantiate(bytes, {})',
  'WebAssembly.instantiate(module)', 'WebAssembly.instantiate()', 'WebAssembly.instantiate(bytes, 1)',
  'new WebAssembly.Instance(module)', 'WebAssembly.Module.imports(module).length', 'WebAssembly.Module.imports({})',
  'WebAssembly.Module.prototype.constructor === WebAssembly.Module', 'Object.keys(WebAssembly.Module)',
  'Object.getOwnPropertyNames(WebAssembly.Module.prototype)', 'WebAssembly.Module.length', 'new outer.Module(bytes)',
];
const sandbox = () => ({ bytes, module, outer: WebAssembly });
const refused = { wasm: false };
const contexts = {
  refused: vm.createContext(sandbox(), { codeGeneration: refused }),
  allowed: vm.createContext(sandbox(), { codeGeneration: { wasm: true } }),
};
for (const name in contexts) for (const line of code) await ask(contexts[name], name, line);

// A response is not looked at.
for (const call of ['compileStreaming(1)', 'instantiateStreaming(1)', 'instantiateStreaming(1, 1)']) {
  await ask(contexts.refused, 'refused', `WebAssembly.${call}`);
}

const global = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: refused });
await ask(global, 'global', 'new WebAssembly.Module()');
console.log(vm.runInNewContext('try { new WebAssembly.Module() } catch (e) { String(e) }', {}, { contextCodeGeneration: refused }));
console.log(String(new WebAssembly.Module(bytes)));
