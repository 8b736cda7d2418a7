/** An image that can be installed or booted from, complete (models/bootresource.py). */
export interface BootResource {
  /** Operating system and series, e.g. `ubuntu/noble`. */
  readonly name: string;
  /** Architecture and kernel, e.g. `amd64/ga-24.04`. */
  readonly architecture: string;
  readonly kflavor: string;
  readonly subarches: readonly string[];
}

const ubuntu = (architecture: string, series: string, kernel: string): BootResource => ({
  name: `ubuntu/${series}`,
  architecture: `${architecture}/${kernel}`,
  kflavor: "generic",
  subarches: ["generic", kernel],
});

/** What is imported for each architecture of a fleet that does not say. */
export function defaultImages(architectures: readonly string[]): BootResource[] {
  const families = [...new Set(["amd64", ...architectures.map((name) => name.split("/")[0] ?? name)])];
  return families.flatMap((family) => [
    ubuntu(family, "noble", "ga-24.04"),
    ubuntu(family, "noble", "hwe-24.04"),
    ubuntu(family, "jammy", "ga-22.04"),
  ]);
}

const isKernel = (subarch: string): boolean => /^(hwe|ga)-/.test(subarch);

/** Architectures that a machine may have: those without a kernel in their name (get_usable_architectures). */
export function usableArchitectures(images: readonly BootResource[]): string[] {
  const all = images.flatMap(({ architecture, subarches }) =>
    subarches
      .filter((subarch) => !isKernel(subarch))
      .map((subarch) => `${architecture.split("/")[0] ?? ""}/${subarch}`),
  );
  return [...new Set(all)].sort();
}

/** Operating systems with their series, sorted. */
export function installable(images: readonly BootResource[]): string[] {
  return [...new Set(images.map(({ name }) => name))].sort();
}

/** The kernels of a series for an architecture, sorted. */
export function kernelsOf(images: readonly BootResource[], release: string, architecture: string): string[] {
  const family = architecture.split("/")[0] ?? "";
  const found = images.filter((image) => image.name === release && image.architecture.startsWith(`${family}/`));
  return [...new Set(found.flatMap(({ subarches }) => subarches.filter(isKernel)))].sort();
}
