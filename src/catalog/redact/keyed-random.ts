import { createCipheriv, createHash } from 'node:crypto';

/** Endless integers in [0, 65536) that nobody can predict without the secret; the same for the same secret and label. */
export function keyedRandom(secret: string, label: string): () => number {
  const digest = createHash('sha256').update(secret).update('\0').update(label).digest();
  const cipher = createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16));
  const zeros = Buffer.alloc(8192);
  let block = cipher.update(zeros);
  let at = 0;
  return () => {
    if (at >= block.length) {
      block = cipher.update(zeros);
      at = 0;
    }
    at += 2;
    return block.readUInt16LE(at - 2);
  };
}
