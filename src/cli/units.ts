import { UserError } from '../errors.ts';

const BYTES = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 } as const;

/** `500MB`, `2 GB`, `1048576`: bytes, in PostgreSQL's powers of 1024. @throws UserError */
export function parseBytes(text: string): number {
  const [, number, unit = 'b'] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?b)?\s*$/i.exec(text) ?? [];
  if (number === undefined) throw new UserError(`'${text}' is not a size`, { hint: 'write it as 500MB or 2GB' });
  return Math.round(Number(number) * BYTES[unit.toLowerCase() as keyof typeof BYTES]);
}

/** `10` or `10%`: a percentage as a fraction. @throws UserError */
export function parsePercent(text: string): number {
  const [, number] = /^\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(text) ?? [];
  if (number === undefined || Number(number) > 100) {
    throw new UserError(`'${text}' is not a percentage`, { hint: 'write it as a number from 0 to 100' });
  }
  return Number(number) / 100;
}

/** A positive number. @throws UserError */
export function parseScale(text: string): number {
  const scale = Number(text);
  if (!(scale > 0 && scale <= 10))
    throw new UserError(`'${text}' is not a scale`, { hint: 'write a number above 0 and up to 10' });
  return scale;
}
