import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** What is used of it: the types of Node and of ECMAScript leave it to those of browsers. */
declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };

/** V8 takes a module's code from here when the same bytes are compiled again, as long as someone holds on to it. */
let code: object | undefined;

/**
 * Compiles the parser's WASM by V8's baseline compiler alone. The optimising compiler would be at work in the background for half a second and
 * 100 MB, at the second statement already, on two functions of 264 and 102 kB; statements are not parsed any faster for it (measured with up to
 * 50,000). Other modules, which are compiled later, are not concerned. Only where V8 is known to have these flags: that of Node 20.
 */
export function compileParser(): void {
  if (code || !process.versions.v8.startsWith('11.')) return;
  const require = createRequire(import.meta.url);
  const bytes = readFileSync(join(dirname(require.resolve('pg-query-parser')), 'libpg-query.wasm'));
  // The first is asked for whenever a function is compiled, the second when a module is.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  code = new WebAssembly.Module(bytes);
  setFlagsFromString('--wasm-dynamic-tiering');
}
