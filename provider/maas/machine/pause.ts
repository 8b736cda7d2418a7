/**
 * Thrown inside a turn that cannot go on yet. The turn ends, so that others can work on the machine; `until` waits; then
 * the turn begins anew and looks again.
 */
export class Pause extends Error {
  constructor(
    /** What is waited for, for the log. */
    reason: string,
    readonly until: () => Promise<void>,
    /** What MAAS refused, when that is why. */
    readonly refusal?: Error,
  ) {
    super(reason);
    this.name = "Pause";
  }
}
