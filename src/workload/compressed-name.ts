/** Suffixes that programs which compress give their files. What a file is, its content tells; names tell which files belong together. */
const COMPRESSED = /\.(?:gz|bz2|xz|zst|zstd|lz4|Z)$/;

export function isCompressedName(path: string): boolean {
  return COMPRESSED.test(path);
}

/** A file's name before it was compressed. */
export function withoutCompression(path: string): string {
  return path.replace(COMPRESSED, '');
}
