import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const repository = join(__dirname, "../..");
const built = join(repository, "dist/.tsbuildinfo");
const rooms = ["provider", "sdk", "emulator", "cli"];

const newestSource = (): number => {
  const files = rooms.flatMap((room) =>
    readdirSync(join(repository, room), { recursive: true, encoding: "utf8" }).map((file) => join(room, file)),
  );
  return Math.max(
    ...["tsconfig.json", "tsconfig.build.json", ...files.filter((file) => file.endsWith(".ts"))].map(
      (file) => statSync(join(repository, file)).mtimeMs,
    ),
  );
};

/** The provider host and Pulumi programs load the package by its name, which is what was built: it must be today's. */
export const ensureBuild = (): void => {
  if (existsSync(built) && statSync(built).mtimeMs >= newestSource()) return;
  process.stderr.write("dist is older than the sources: npm run build\n");
  execFileSync("npm", ["run", "--silent", "build"], { cwd: repository, stdio: "inherit" });
};
