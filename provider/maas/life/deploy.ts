import { createHash } from "node:crypto";

import { StateConflictError } from "../../http/errors";
import {
  allocateMachine,
  deployMachine,
  type LifeMachine,
  readAllocatedBy,
  readLifeMachine,
  releaseMachine,
} from "../api/deployments";
import { queryEvents } from "../api/events";
import { type Params } from "../http/form";
import { type LifePlace } from "./watch";
import { type ReleaseOptions } from "../machine/deployed";
import { releaseOurs } from "./release";
import { write } from "./write";
import { lastWords, nameOf, whyNotFree } from "./words";

/** What a machine is to be installed with. */
export interface WantedDeployment {
  readonly systemId: string;
  /** The name of the agent that the machine is allocated by: it tells this deployment from all others. */
  readonly agent: string;
  readonly osystem?: string | undefined;
  readonly distroSeries?: string | undefined;
  readonly hweKernel?: string | undefined;
  readonly userData?: string | undefined;
  readonly ephemeral?: boolean | undefined;
  readonly comment?: string | undefined;
  /** The storage that it is installed on, by id and content. */
  readonly storage: readonly string[];
  readonly release: ReleaseOptions;
  readonly timeoutMs: number;
}

/** States that lead back to Ready by themselves. */
const GOING_FREE = ["Commissioning", "Testing", "Releasing", "Disk erasing", "Exiting rescue mode"];
/** States of a machine of ours from which it is released before it is deployed again. */
const FAILED = ["Failed deployment", "Releasing failed", "Failed disk erasing", "Failed testing"];

/** What was declared, in a few letters: MAAS shows it again in the event that a deployment begins with. */
function fingerprint({ osystem, distroSeries, hweKernel, userData, ephemeral, storage }: WantedDeployment): string {
  const all = [osystem, distroSeries, hweKernel, userData, ephemeral, storage];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 12);
}

const MARK = /\[pulumi-maas ([0-9a-f]{12})\]/;

function deployForm(wanted: WantedDeployment): Params {
  const { osystem, distroSeries, hweKernel, userData, ephemeral, comment } = wanted;
  const series = distroSeries === undefined || osystem === undefined ? distroSeries : `${osystem}/${distroSeries}`;
  return {
    distro_series: series,
    hwe_kernel: hweKernel,
    user_data: userData === undefined ? undefined : Buffer.from(userData, "utf8").toString("base64"),
    ephemeral_deploy: ephemeral,
    comment: [comment, `[pulumi-maas ${fingerprint(wanted)}]`].filter(Boolean).join(" "),
  };
}

/** The work of one deployment. `exists` is told as soon as the machine is allocated for it. */
export class Deploying {
  private attempts = 0;

  constructor(
    private readonly run: LifePlace,
    private readonly wanted: WantedDeployment,
    private readonly exists: (machine: LifeMachine) => void,
  ) {}

  /** Brings the machine to Deployed as declared, from wherever an interrupted run has left it. */
  async bring(): Promise<LifeMachine> {
    for (let machine = await this.allocate(); ;) {
      this.exists(machine);
      const status = machine.status_name;
      if (status === "Deployed" && (await this.isAsDeclared(machine))) return machine;
      if (status === "Allocated") machine = await this.deploy();
      else if (status === "Deploying") machine = await this.untilDeployed();
      else if (status === "Deployed" || FAILED.includes(status)) machine = await this.startOver(machine);
      else if (GOING_FREE.includes(status)) machine = await this.untilFree(machine);
      else
        throw new Error(`${nameOf(machine)} is ${status}: bring it back to Deployed or Ready in MAAS, then run again`);
    }
  }

  private ours(): Promise<LifeMachine | undefined> {
    return readAllocatedBy(this.run.client, this.wanted.systemId, this.wanted.agent);
  }

  /** Takes exactly this machine. One that is not free is ours already, gets free by itself, or is in the way. */
  private async allocate(): Promise<LifeMachine> {
    const { systemId, agent, comment } = this.wanted;
    const send = () => allocateMachine(this.run.client, { system_id: systemId, agent_name: agent, comment });
    try {
      return await write(this.run, "allocate the machine", { send, find: () => this.ours() });
    } catch (error) {
      if (!(error instanceof StateConflictError)) throw error;
      const ours = await this.ours();
      if (ours !== undefined) return ours;
      const machine = await readLifeMachine(this.run.client, systemId);
      const isGoingFree = !machine.locked && (machine.owner ?? "") === "" && GOING_FREE.includes(machine.status_name);
      const isNow = machine.status_name === "Ready" && !machine.locked && (machine.owner ?? "") === "";
      if (!isGoingFree && !(isNow && this.attempts === 0)) {
        throw new Error(`${whyNotFree(machine, "this deployment")}.\n${error.message}`, { cause: error });
      }
      return await this.untilFree(machine);
    }
  }

  private async untilFree(machine: LifeMachine): Promise<LifeMachine> {
    const { systemId, timeoutMs } = this.wanted;
    if (GOING_FREE.includes(machine.status_name)) {
      const now = await this.run.watch.untilLeft({ systemId, while: GOING_FREE, timeoutMs, until: "is Ready" });
      if (now.status_name !== "Ready") {
        const ours = await this.ours();
        if (ours !== undefined) return ours;
        throw new Error(`${whyNotFree(now, "this deployment")}.${await lastWords(this.run.client, now)}`);
      }
    }
    this.attempts += 1;
    return this.allocate();
  }

  /** A deployment that MAAS refuses leaves the machine free, as it was. */
  private async deploy(): Promise<LifeMachine> {
    const { client } = this.run;
    const { systemId } = this.wanted;
    const find = async () => {
      const machine = await this.ours();
      return machine?.status_name === "Allocated" ? undefined : machine;
    };
    try {
      const send = () => deployMachine(client, systemId, deployForm(this.wanted));
      const machine = await write(this.run, "deploy the machine", { send, find });
      this.attempts += 1;
      return machine;
    } catch (error) {
      const isLeft = (await find().catch(() => undefined)) === undefined;
      if (isLeft)
        await releaseMachine(client, systemId, { comment: "the deployment was refused" }).catch(() => undefined);
      throw error;
    }
  }

  private untilDeployed(): Promise<LifeMachine> {
    const { systemId, timeoutMs } = this.wanted;
    return this.run.watch.untilLeft({ systemId, while: ["Deploying"], timeoutMs, until: "is Deployed" });
  }

  /** What an earlier run has left is released first; what has failed in this one is told. */
  private async startOver(machine: LifeMachine): Promise<LifeMachine> {
    if (this.attempts > 0) {
      const { status_name: status } = machine;
      throw new Error(`${nameOf(machine)}: ${status}. MAAS says:${await lastWords(this.run.client, machine)}`);
    }
    this.run.announce(`${nameOf(machine)} is ${machine.status_name}: it is released, and deployed again`);
    await releaseOurs(this.run, this.wanted);
    return this.allocate();
  }

  /** A machine of ours that an interrupted run has deployed. What cannot be read back of it, its first event tells. */
  private async isAsDeclared(machine: LifeMachine): Promise<boolean> {
    if (this.attempts > 0) return true;
    const { osystem, distroSeries, systemId } = this.wanted;
    if (distroSeries !== undefined && machine.distro_series !== distroSeries) return false;
    if (osystem !== undefined && machine.osystem !== osystem) return false;
    const query = { id: systemId, level: "DEBUG", limit: 100 };
    const events = await queryEvents(this.run.client, query).catch(() => []);
    const marks = events.flatMap(({ description }) => MARK.exec(description)?.[1] ?? []);
    return marks[0] === undefined || marks[0] === fingerprint(this.wanted);
  }
}
