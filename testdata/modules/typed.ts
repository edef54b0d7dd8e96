// TypeScript with all that must be compiled, not only erased; JSX beside it.
import { join, type ParsedPath } from 'node:path';
import type { Shape } from './typed/shape.ts';
import { area, Kind } from './typed/shape.js';
import view from './typed/view.tsx';

enum Color { Red = 'r', Green = 'g', Blue = Color.Red.length + 1 as any }
namespace Names { export const first = 'n'; }
abstract class Base<T> { constructor(protected readonly value: T, public label?: string) {} abstract show(): string; }
class Derived extends Base<number> { declare extra: string; override show(): string { return `${this.label}=${this.value}`; } }
const logged = (target: any, context: ClassMethodDecoratorContext) => function (this: any, ...args: any[]) { return `<${target.apply(this, args)}>`; };
class Decorated { @logged greet(name: string) { return `hello ${name}`; } accessor count = 1; }
const shape: Shape = { kind: Kind.Square, size: 3 } satisfies Shape;
console.log(Color.Red, Color.Green, Names.first, new Derived(1, 'v').show(), area(shape), join('a', 'b') as string);
console.log(new Decorated().greet('x'), new Decorated().count, (null as ParsedPath | null)?.base ?? 'none', view('y'));

interface Failing { (): never }
const fail: Failing = () => {
  throw new TypeError('typed');
};
try {
  fail();
} catch (e) {
  console.log((e as Error).stack!.split('\n').slice(0, 3).join('\n').replaceAll(import.meta.dirname, ''));
}
{
  using resource = { [Symbol.dispose]() { console.log('disposed'); } };
  console.log('using', typeof resource);
}
