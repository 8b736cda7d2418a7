/**
 * Recordings that the emulator does not answer as MAAS does yet. The suite fails when any other one fails, and when one of
 * these passes: then its line goes.
 */
export const OPEN: ReadonlySet<string> = new Set<string>([]);
