const ts = require('typescript');
const source = `
import { Thing, type Shape } from './thing';
enum Color { Red = 1, Green = Red << 1, Blue = 'b'.length }
namespace Space { export const value = 1; export namespace Inner { export function f() { return value; } } }
function sealed(target: Function, context: ClassDecoratorContext) { return; }
@sealed
export class Box<T extends object = {}> implements Shape {
  static #count = 0;
  declare phantom: string;
  constructor(private readonly inner: T, public name?: string) { Box.#count++; }
  get size(): number { return Object.keys(this.inner).length; }
  async *items<K extends keyof T>(...keys: K[]): AsyncGenerator<T[K]> { for (const k of keys) yield this.inner[k]!; }
}
export const x = <const T,>(a: T) => a satisfies T;
export default Color.Green as const;
abstract class Base { abstract go(): void; protected accessor y = 1; }
export type { Thing };
`;
for (const [target, module] of [['ES2022', 'ESNext'], ['ES5', 'CommonJS'], ['ES2017', 'AMD']]) {
  const out = ts.transpileModule(source, { fileName: 'box.ts', reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget[target], module: ts.ModuleKind[module], sourceMap: target === 'ES2022', downlevelIteration: true } });
  console.log(`--- ${target} ${module}\n${out.outputText}`, out.diagnostics.length, out.sourceMapText?.length);
}
console.log(ts.transpileModule('const a = <div b={1}>{c}<></></div>;', { fileName: 'x.tsx', compilerOptions: { jsx: ts.JsxEmit.ReactJSX } }).outputText);

// A type check of a small program, with the real lib files read from the package.
const files = {
  '/main.ts': `import { area, Shape } from './shapes';
const shapes: Shape[] = [{ kind: 'circle', r: 2 }, { kind: 'square', side: 3 }];
const total: number = shapes.map(area).reduce((a, b) => a + b, 0);
const wrong: string = total;
shapes.push({ kind: 'circle', side: 1 });
for (const s of shapes) if (s.kind === 'square') console.log(s.r);
async function later(): Promise<Map<string, number[]>> { return new Map([['a', [1]]]); }
later().then((m) => m.get('a').length);
export const unused = (x) => x;
Array.from(new Set([1, 2])).at('0');
`,
  '/shapes.ts': `export type Shape = { kind: 'circle'; r: number } | { kind: 'square'; side: number };
export function area(s: Shape): number { switch (s.kind) { case 'circle': return Math.PI * s.r ** 2; case 'square': return s.side ** 2; } }
`,
};
const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, strict: true, noEmit: false, declaration: true, lib: ['lib.es2022.d.ts'], types: [] };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.getSourceFile = (name, ...rest) => (files[name] !== undefined ? ts.createSourceFile(name, files[name], ts.ScriptTarget.ES2022, true) : getSourceFile.call(host, name, ...rest));
host.fileExists = (name) => files[name] !== undefined || fileExists.call(host, name);
host.readFile = (name) => files[name] ?? readFile.call(host, name);
host.getCurrentDirectory = () => '/';
host.directoryExists = undefined;
const written = {};
host.writeFile = (name, text) => { written[name] = text; };
const program = ts.createProgram(['/main.ts'], options, host);
const diagnostics = ts.getPreEmitDiagnostics(program);
console.log(ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => '/', getCanonicalFileName: (f) => f, getNewLine: () => '\n' }));
console.log(program.emit().emitSkipped, written);
const checker = program.getTypeChecker();
ts.forEachChild(program.getSourceFile('/main.ts'), (node) => {
  if (ts.isVariableStatement(node)) for (const d of node.declarationList.declarations) console.log(d.name.getText(), ':', checker.typeToString(checker.getTypeAtLocation(d)));
});
