import { BEYOND } from './bytes';

/** Room for texts that have to be written anew without their escapes, before they are read. */
export let copy: usize = heap.alloc(64 * 1024);
let size: usize = 64 * 1024;

/** Makes room for so many bytes, and for reading a little beyond them. */
export function reserve(length: usize): usize {
  if (size < length + BEYOND) {
    size = 2 * length + BEYOND;
    copy = heap.alloc(size);
  }
  return copy;
}
