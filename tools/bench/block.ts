import { eight, sixty, twelve } from "../../kit/layouts/layouts";
import { type Fleet, type Samples, type Subject } from "./measure";
import { type Operation, OPERATIONS } from "./operation";
import { type Options } from "./options";

/** A fleet with the subjects that it is measured with: a few rows of the table. */
export interface Block {
  readonly title: string;
  readonly fleet: Fleet;
  readonly subjects: readonly Subject[];
  readonly operations: readonly Operation[];
}

/** A block and what came of it, one for each subject that was reached. */
export interface MeasuredBlock extends Block {
  readonly samples: readonly Samples[];
}

const machinesText = (machines: number): string => (machines === 1 ? "1 machine" : `${machines} machines`);

/** What the options ask for, the quick ones first. */
export function blocksOf(options: Options): Block[] {
  const ordinary = options.latencies.map((region): Subject => ({ region, checkpoints: true }));
  const withEngine: Subject[] = [{ region: "noop", checkpoints: true }, ...ordinary];
  const chosen = (operations: readonly Operation[]) => operations.filter((one) => options.steps.includes(one));
  const resources = options.resources.map((count) => ({
    title: `1 machine, ${count} resources`,
    fleet: { machines: 1, layout: sixty.slice(0, count) },
    subjects: ordinary.slice(0, 1),
    operations: chosen(["up", "refresh", "destroy"]),
  }));
  const fleets = options.machines.map((machines) => ({
    title: machinesText(machines),
    fleet: { machines, layout: twelve },
    subjects: withEngine,
    operations: chosen(OPERATIONS),
  }));
  return [
    ...resources,
    ...fleets,
    ...withoutCheckpoints(options, withEngine),
    ...inStacks(options, ordinary),
    ...comparison(options),
  ];
}

function inStacks({ machines, stacks, steps }: Options, subjects: readonly Subject[]): Block[] {
  const biggest = machines.at(-1);
  if (stacks === undefined || biggest === undefined) return [];
  return [
    {
      title: `${machinesText(biggest)}, ${stacks} stacks`,
      fleet: { machines: biggest, layout: twelve },
      subjects: subjects.map((subject) => ({ ...subject, stacks })),
      operations: steps,
    },
  ];
}

/** The same layout by pulumi-maas and by OpenTofu, for each fleet. */
function comparison({ machines, latencies, steps, tofu }: Options): Block[] {
  if (tofu === undefined) return [];
  const ours = latencies.map((region): Subject => ({ region, checkpoints: true }));
  const theirs = ours.map((subject) => ({ ...subject, tofu }));
  return machines.flatMap((count) => {
    const fleet = { machines: count, layout: eight };
    const title = `${machinesText(count)}, ${eight.length} resources`;
    return [
      { title, fleet, subjects: ours, operations: steps },
      { title: `${title}, OpenTofu`, fleet, subjects: theirs, operations: steps },
    ];
  });
}

function withoutCheckpoints({ machines, skipCheckpoints, steps }: Options, subjects: readonly Subject[]): Block[] {
  const biggest = machines.at(-1);
  if (!skipCheckpoints || biggest === undefined) return [];
  return [
    {
      title: `${machinesText(biggest)}, no checkpoints`,
      fleet: { machines: biggest, layout: twelve },
      subjects: subjects.map((subject) => ({ ...subject, checkpoints: false })),
      operations: steps,
    },
  ];
}
