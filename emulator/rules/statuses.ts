/** States of machines: the number, the name that is shown, the word that filters take. `enum.py: NODE_STATUS` */
export const STATUSES: readonly { readonly number: number; readonly name: string; readonly filter: string }[] = [
  "New",
  "Commissioning",
  "Failed commissioning",
  "Missing",
  "Ready",
  "Reserved",
  "Deployed",
  "Retired",
  "Broken",
  "Deploying",
  "Allocated",
  "Failed deployment",
  "Releasing",
  "Releasing failed",
  "Disk erasing",
  "Failed disk erasing",
  "Rescue mode",
  "Entering rescue mode",
  "Failed to enter rescue mode",
  "Exiting rescue mode",
  "Failed to exit rescue mode",
  "Testing",
  "Failed testing",
].map((name, number) => ({ number, name, filter: filterWord(name) }));

function filterWord(name: string): string {
  const irregular: Readonly<Record<string, string>> = {
    "Releasing failed": "failed_releasing",
    "Failed to enter rescue mode": "failed_entering_rescue_mode",
    "Failed to exit rescue mode": "failed_exiting_rescue_mode",
  };
  return irregular[name] ?? name.toLowerCase().replace(/ /g, "_");
}

/** In these states what is shown and formatted is a copy, thrown away on release. `utils/storage.py` */
export const SCRATCH_STATES: ReadonlySet<string> = new Set([
  "Allocated",
  "Deploying",
  "Deployed",
  "Failed deployment",
  "Releasing",
  "Releasing failed",
  "Disk erasing",
  "Failed disk erasing",
  "Rescue mode",
  "Entering rescue mode",
  "Failed to enter rescue mode",
  "Exiting rescue mode",
  "Failed to exit rescue mode",
  "Testing",
  "Failed testing",
]);
