import { type Form } from "../../wire/form";
import { installable, kernelsOf, usableArchitectures } from "../../world/images";
import { type Machine, type World } from "../../world/world";
import { notOneOf } from "../../wire/form";

/** What can be installed, and with which kernel (utils/osystems.py). */

export interface Release {
  readonly osystem: string;
  readonly series: string;
}

const DEFAULT_RELEASE = "ubuntu/noble";

/** A series alone stands for the operating system that has it. */
export function readRelease(form: Form, world: World, text: string): Release {
  const known = installable(world.images);
  const wanted =
    text === "" ? (known.find((name) => name === DEFAULT_RELEASE) ?? known.at(-1) ?? DEFAULT_RELEASE) : text;
  const found = known.find((name) => name === wanted) ?? known.find((name) => name.split("/")[1] === wanted);
  if (found === undefined) form.fail("distro_series", notOneOf(wanted, "distro_series", ["", ...known]));
  const [osystem = "", series = ""] = (found ?? wanted).split("/");
  return { osystem, series };
}

/** `hwe-24.04` and `ga-24.04` by what they are measured with: the release of Ubuntu that they come from. */
function versionOf(kernel: string): number {
  const [, version] = /^(?:hwe|ga)-(\d+\.\d+)/.exec(kernel) ?? [];
  return version === undefined ? Number.NaN : Number(version);
}

const isAtLeast = (kernel: string, least: string): boolean => versionOf(kernel) >= versionOf(least);

/** The kernel that a machine is installed with: the one asked for, else the first that is new enough (get_working_kernel). */
export function workingKernel(
  form: Form,
  world: World,
  machine: Machine,
  release: Release,
  wanted: { readonly kernel: string; readonly least: string },
): string {
  const name = `${release.osystem}/${release.series}`;
  const kernels = kernelsOf(world.images, name, machine.architecture);
  const fail = (message: string): string => {
    form.fail("hwe_kernel", message);
    return "";
  };
  if (wanted.kernel !== "") {
    if (!kernels.includes(wanted.kernel))
      return fail(`${wanted.kernel} is not available for ${name} on ${machine.architecture}.`);
    if (wanted.least !== "" && !isAtLeast(wanted.kernel, wanted.least))
      return fail(`hwe_kernel (${wanted.kernel}) is older than min_hwe_kernel (${wanted.least}).`);
    return wanted.kernel;
  }
  const found = kernels.find((kernel) => wanted.least === "" || isAtLeast(kernel, wanted.least));
  if (found !== undefined || kernels.length === 0) return found ?? "";
  return fail(`${release.series} has no kernels available which meet min_hwe_kernel(${wanted.least}).`);
}

/** The least kernel that a machine must have: some image must have one that is new enough (validate_min_hwe_kernel). */
export function readLeastKernel(form: Form, world: World): string {
  const least = form.text("min_hwe_kernel");
  if (least === "") return "";
  const kernels = world.images.flatMap(({ subarches }) => subarches);
  if (!kernels.some((kernel) => isAtLeast(kernel, least))) {
    form.fail("min_hwe_kernel", `No kernel matches ">=${least}" requirement.`);
  }
  return least;
}

/** What an architecture must be; images for it are imported. */
export function architectureProblem(world: World, architecture: string): string | undefined {
  const usable = usableArchitectures(world.images);
  return usable.includes(architecture) ? undefined : notOneOf(architecture, "architecture", usable);
}
