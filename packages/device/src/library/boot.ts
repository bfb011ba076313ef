import { readFileSync } from 'node:fs';

/**
 * Changes with every start of the machine. What was written but not flushed survives the death of a process, never that of the
 * machine. Empty where the system does not tell; then nothing unflushed is believed.
 */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}
