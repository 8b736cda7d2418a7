/** Why no LXD can be started on this computer; undefined when one can. */
export function whyNoLxd(): string | undefined;
