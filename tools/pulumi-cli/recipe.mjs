import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;

/** The engine that is built or downloaded; the development dependency on the SDK has the same number. */
export const engineVersion = "3.259.0";

/** The last `sdk/v3` module that still contains the Node language host: newer hosts are modules no registry has. */
const languageHostVersion = "3.68.0";

/** An older CLI than the oldest SDK the package supports knows things about `read` and `diff` differently. */
export const oldestVersion = { major: 3, minor: 216 };

/**
 * The engine hands the runtime options of Pulumi.yaml over by RPC, which this language host does not know: it takes
 * them as flags. The launcher adds those that the environment asks for.
 */
export const launcher = `#!/bin/sh
here=$(cd -P "$(dirname "$0")" && pwd)
[ -n "$PULUMI_NODEJS_HOST_NODEARGS" ] && set -- "-nodeargs=$PULUMI_NODEJS_HOST_NODEARGS" "$@"
[ -n "$PULUMI_NODEJS_HOST_TYPESCRIPT" ] && set -- "-typescript=$PULUMI_NODEJS_HOST_TYPESCRIPT" "$@"
exec "$here/pulumi-language-nodejs.real" "$@"
`;

/** What Go builds, in this order. */
export const binaries = [
  {
    name: "the engine",
    module: join(here, "engine"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: engineVersion,
    file: "pulumi",
  },
  {
    name: "the Node language host",
    module: join(here, "language-host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: languageHostVersion,
    file: "pulumi-language-nodejs.real",
  },
];

/** Starts the dynamic provider host of the project's own SDK: the SDK package contains it. */
export const dynamicProviderScript = join(here, "../../node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");

const cacheRoot = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-maas");

/** Where the npm launcher keeps what it downloads; not the user's own ~/.pulumi, which is none of our business. */
export const launcherHome = join(cacheRoot, "npm-launcher");

/** The directory of the built CLI. Another recipe or another platform is another directory. */
export const builtDirectory = () => {
  const recipe = createHash("sha256").update(launcher).update(`${process.platform}-${process.arch}`);
  for (const { module, version } of binaries) {
    recipe
      .update(version)
      .update(readFileSync(join(module, "go.mod")))
      .update(readFileSync(join(module, "go.sum")));
  }
  return join(cacheRoot, `pulumi-${engineVersion}-${recipe.digest("hex").slice(0, 12)}`);
};
