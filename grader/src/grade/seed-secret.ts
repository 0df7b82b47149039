import { createHmac, randomBytes } from 'node:crypto';

/** Draws a seed that nobody can guess beforehand, and that is the same for the same submission and the same secret. */
export function seedFrom(secret: string, parts: readonly string[]): number {
  const mac = createHmac('sha256', secret).update(parts.join('\0')).digest();
  return mac.readUInt32BE(0) & 0x7fffffff;
}

/** For a run without a secret of its own: each run draws other values. */
export function freshSecret(): string {
  return randomBytes(32).toString('hex');
}
