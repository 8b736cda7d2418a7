import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes the CLI keep everything in `directory` and talk to nobody: state in files, no account, no update check, no
 * plugin downloads. The passphrase is empty on purpose: what is kept there belongs to an emulator.
 */
export const localEnvironment = (directory: string): Record<string, string> => {
  const backend = join(directory, "state");
  const home = join(directory, "home");
  // The file backend wants its directory to exist.
  for (const path of [backend, home]) mkdirSync(path, { recursive: true });
  return {
    // The file with metadata beside each state file is not written in one step: a CLI that is killed then leaves a
    // stack that no command can load ("failed to load checkpoint: EOF"). The state file itself is renamed into place.
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    PULUMI_HOME: home,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  };
};
