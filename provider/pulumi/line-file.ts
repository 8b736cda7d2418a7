import * as fs from "node:fs";
import { join } from "node:path";

import { privateFolder } from "../private-folder";

const ENDING = ".jsonl";
/** Longer than this no run goes on that still has a use for what its program knew at the start. */
const ABANDONED_MS = 12 * 3_600_000;

/** A file of lines by which the program of a run and its provider hosts tell each other something. */
export class LineFile {
  private offset = 0;

  constructor(readonly path: string) {}

  /** The one of this name in the folder of this user. */
  static named(name: string): LineFile | undefined {
    try {
      return new LineFile(join(privateFolder(), `${name}${ENDING}`));
    } catch {
      return undefined;
    }
  }

  /** Adds lines, and makes the file when there is none. They are there when this returns; false on a full disk, say. */
  add(...lines: readonly object[]): boolean {
    try {
      fs.appendFileSync(this.path, textOf(lines), { mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }

  /** Adds lines to a file that another process has made; false when there is none. */
  addToExisting(...lines: readonly object[]): boolean {
    let file: number | undefined;
    try {
      file = fs.openSync(this.path, fs.constants.O_WRONLY | fs.constants.O_APPEND);
      fs.writeSync(file, textOf(lines));
      return true;
    } catch {
      return false;
    } finally {
      if (file !== undefined) fs.closeSync(file);
    }
  }

  /** The lines that were added since the last call. */
  readOn(): unknown[] {
    return this.textOn().split("\n").map(parse);
  }

  remove(): void {
    fs.rmSync(this.path, { force: true });
  }

  private textOn(): string {
    let file: number | undefined;
    try {
      file = fs.openSync(this.path, "r");
      const { size } = fs.fstatSync(file);
      if (size <= this.offset) return "";
      const bytes = Buffer.alloc(size - this.offset);
      const read = fs.readSync(file, bytes, 0, bytes.length, this.offset);
      // A character that is not there as a whole yet is read next time, with its line.
      const end = bytes.subarray(0, read).lastIndexOf(0x0a) + 1;
      this.offset += end;
      return bytes.toString("utf8", 0, end);
    } catch {
      return "";
    } finally {
      if (file !== undefined) fs.closeSync(file);
    }
  }
}

const textOf = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Removes what runs have left that ended long ago. */
export function removeAbandoned(prefix: string, now: number): void {
  try {
    const folder = privateFolder();
    for (const name of fs.readdirSync(folder).filter((one) => one.startsWith(prefix))) {
      const path = join(folder, name);
      if (now - fs.statSync(path).mtimeMs > ABANDONED_MS) fs.rmSync(path, { force: true });
    }
  } catch {
    // Another process was quicker.
  }
}
