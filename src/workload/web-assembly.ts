import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What is used of it: the types of Node and of ECMAScript leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

const compiled = new Map<string, object>();

/**
 * A new instance, with memory of its own, of what scanner/ is compiled to.
 * @param imports functions by the module that declares them
 */
export function instantiate<Exports>(
  name: '#scanner.wasm' | '#tally.wasm',
  imports: Readonly<Record<string, object>>,
): Exports {
  const module =
    compiled.get(name) ?? new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve(name)));
  compiled.set(name, module);
  return new WebAssembly.Instance(module, imports).exports as Exports;
}
