import { type Declared, the } from "../../../kit/layouts/declared";
import { pick, type Random } from "../../../kit/layouts/random";
import { declare } from "../declare";

/** What the machine is besides its storage. */
export interface LifeDesign {
  readonly deployment: { readonly series: string; readonly role: string; readonly userData: string } | undefined;
  readonly description: string | undefined;
  readonly kernelOptions: string | undefined;
}

export const drawLife = (random: Random): LifeDesign => ({
  deployment:
    random() < 0.4
      ? {
          series: pick(random, ["noble", "noble", "jammy"]),
          role: pick(random, ["web", "db"]),
          userData: pick(random, ["#cloud-config", "#cloud-config\npackages: [jq]"]),
        }
      : undefined,
  description: random() < 0.3 ? pick(random, ["rack 1", "rack 2"]) : undefined,
  kernelOptions: random() < 0.3 ? pick(random, ["quiet", "nosplash"]) : undefined,
});

/** A deployment does not leave together with a change of the storage below it. */
export function changeLife(random: Random, old: LifeDesign): LifeDesign {
  const fresh = drawLife(random);
  return {
    deployment: random() < 0.5 ? (fresh.deployment ?? old.deployment) : old.deployment,
    description: random() < 0.35 ? fresh.description : old.description,
    kernelOptions: random() < 0.35 ? fresh.kernelOptions : old.kernelOptions,
  };
}

/** `storage` is what the deployment stands on. */
export function lifeResources(design: LifeDesign, storage: readonly Declared[]): Declared[] {
  const { deployment, description, kernelOptions } = design;
  return [
    ...(description === undefined ? [] : [declare("Machine", "node", { description })]),
    ...(kernelOptions === undefined ? [] : [declare("Tag", "tag", { kernelOptions })]),
    ...(deployment === undefined
      ? []
      : [
          declare("Deployment", "web", {
            distroSeries: deployment.series,
            userData: deployment.userData,
            ownerData: { role: deployment.role },
            storage: storage.map(({ name }) => the(name)),
            redeployOnStorageChange: true,
          }),
        ]),
  ];
}
