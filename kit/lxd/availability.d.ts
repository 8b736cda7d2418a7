/** The daemon of this run: LXD, or Incus when `TEST_LXD=incus` asks for it. */
export function implementation(): {
  readonly name: string;
  readonly command: string;
  readonly directoryVariable: string;
};

/** Why no LXD can be started on this computer; undefined when one can. */
export function whyNoLxd(): string | undefined;
