import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const repository = join(__dirname, "../..");

/** Inside the repository, so that a program finds `pulumi-maas` and `@pulumi/pulumi` as a user's program does. */
const scratch = join(repository, ".tmp");

/** The text of files by their path. */
export type Files = Readonly<Record<string, string>>;

/** Without a package.json of its own a program would be taken for the `main` of the package around it. */
const defaultFiles: Files = {
  "Pulumi.yaml": "name: test\nruntime: nodejs\n",
  "package.json": '{ "name": "test", "private": true, "main": "index.ts" }\n',
};

/** A directory of its own for one stack: its program, if that is kept in files, its state and Pulumi's home. */
export class ProgramDirectory {
  readonly path: string;
  readonly program: string;

  constructor() {
    mkdirSync(scratch, { recursive: true });
    this.path = mkdtempSync(join(scratch, "stack-"));
    this.program = join(this.path, "program");
    mkdirSync(this.program);
  }

  /** Copies a directory of the repository, such as `examples/quickstart`. */
  copy(directory: string): void {
    cpSync(join(repository, directory), this.program, { recursive: true });
  }

  /** Writes a program; the project and package files have plain defaults. */
  write(files: Files): void {
    for (const [name, text] of Object.entries({ ...defaultFiles, ...files })) {
      mkdirSync(dirname(join(this.program, name)), { recursive: true });
      writeFileSync(join(this.program, name), text);
    }
  }

  /** The text of all files below a folder of the stack. */
  readAll(folder: string): string {
    const root = join(this.path, folder);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
