import { type Outputs, type Problem } from "../../pulumi/kind";
import { isUnknown } from "../../pulumi/unknown";
import { type Config } from "../api/pools";
import { sameValue } from "./config";
import { configIn } from "./inputs";

interface Sized {
  readonly size?: number | undefined;
}

/** A smaller size than before, refused before anything is written. */
export function shrinking(olds: Outputs, { size }: Sized, reason: string): Problem[] {
  const before = olds["size"];
  if (typeof before !== "number" || typeof size !== "number" || size >= before) return [];
  return [{ property: "size", reason: `${size} bytes are less than the ${before} that there are: ${reason}` }];
}

/** Keys that can only be given when the object is made. */
export function createOnlyChanges(
  keys: ReadonlySet<string>,
  olds: Outputs,
  { config }: { readonly config: Config },
): Problem[] {
  if (isUnknown(config) || isUnknown(olds["config"])) return [];
  const before = configIn(olds["config"]);
  const reason =
    "this can only be set when the object is made. To have it made anew, with all that is in it lost, run " +
    '"pulumi up --replace" on it';
  return [...keys]
    .filter((key) => before[key] !== undefined && config[key] !== undefined && !isUnknown(config[key]))
    .filter((key) => !sameValue(key, before[key], config[key]))
    .map((key) => ({ property: `config.${key}`, reason }));
}
