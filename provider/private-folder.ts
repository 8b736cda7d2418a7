import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where processes of this user on this computer find each other: locks, and what a program hands to its provider hosts.
 * The shared temporary folder is open to all users: one who made our folder first could hold or take away what is in it.
 */
export function privateFolder(): string {
  const uid = process.getuid?.() ?? -1;
  const folder = join(tmpdir(), `pulumi-maas-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  // Windows has no numbers for users, and a temporary folder for each.
  if (found.isDirectory() && (uid < 0 || found.uid === uid)) return folder;
  throw new Error(`${folder}, where pulumi-maas keeps its locks, belongs to somebody else: remove it, or set TMPDIR`);
}
