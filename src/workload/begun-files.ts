import { identityOf } from './files.ts';
import { withoutCompression } from './rotation.ts';

/** Finds the files that a server begins: of new names, but neither compressed nor renamed ones, which logrotate makes of files that were read. */
export class BegunFiles {
  readonly #known: Set<string>;
  /** Of the known files at the last look. */
  #identities: ReadonlySet<string> = new Set();

  constructor(known: readonly string[]) {
    this.#known = new Set(known);
  }

  /** @param paths of all files that there are now */
  async find(paths: readonly string[]): Promise<string[]> {
    const identities = await Promise.all(paths.map(identityOf));
    for (const [i, path] of paths.entries()) {
      if (withoutCompression(path) !== path || this.#identities.has(identities[i]!)) this.#known.add(path);
    }
    this.#identities = new Set(identities.filter((_, i) => this.#known.has(paths[i]!)));
    return paths.filter((path) => !this.#known.has(path));
  }

  /** This one is read. */
  add(path: string): void {
    this.#known.add(path);
  }
}
