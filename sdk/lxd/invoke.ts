import * as pulumi from "@pulumi/pulumi";

import { type LxdSettings, resolveLxdSettings } from "../../provider/lxd/config";
import { LxdHost } from "../../provider/lxd/host";
import { Asker, type Question as AnyQuestion } from "../ask";
import { isProvider } from "./provider";
import { userError } from "../user-error";

/** One question to an LXD. */
export type Question<T> = AnyQuestion<LxdHost, T>;

const lxd = new Asker<LxdSettings, LxdHost>({
  prefix: "lxd",
  provider: "an lxd.Provider",
  settingsOf: (provider) => (isProvider(provider) ? provider.lxdSettings : undefined),
  resolve: (get) => resolveLxdSettings(get, process.env),
  connect: (settings) => new LxdHost({ ...settings, announce: (line) => void pulumi.log.info(line) }),
});

/** Answers a question at once, for plain functions. */
export const invoke = <T>(question: Question<T>, opts?: pulumi.InvokeOptions): Promise<T> => lxd.invoke(question, opts);

/** Answers a question whose arguments may be outputs; with one that is unknown, the answer is unknown. */
export const invokeOutput = <A, T>(
  args: pulumi.Output<A>,
  question: (args: A) => Question<T>,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<T> => lxd.invokeOutput(args, question, opts);

/** What a data source has to say when LXD does not have what it asks for. */
export const nothingThere = (host: LxdHost, name: string, what: string): pulumi.RunError =>
  userError(`${name}: LXD at ${host.client.endpoint} has no ${what}`);
