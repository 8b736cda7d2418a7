import { type DynamicProvider, type Outputs } from "../../provider/pulumi/protocol";
import { type ListedKind } from "../../provider/pulumi/registry";

type Schemas = Pick<ListedKind<never>, "name" | "inputs" | "outputs">;

/** What a state must be: outputs as their schema says, and nothing that neither schema knows. */
export function schemaProblems({ inputs, outputs }: Schemas, state: Outputs): string[] {
  const known = [...Object.keys(inputs.shape), ...Object.keys(outputs.shape), "__provider"];
  const unknown = Object.keys(state).filter((key) => !known.includes(key));
  const parsed = outputs.safeParse(state);
  const issues = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return [...unknown.map((key) => `${key}: in no schema`), ...issues];
}

/** The same handlers; a state of theirs that is not as the schemas of the kind say is an error. */
export function withinSchema(kind: Schemas, provider: DynamicProvider): DynamicProvider {
  const checked = <T extends Outputs | undefined>(state: T): T => {
    const problems = state === undefined ? [] : schemaProblems(kind, state);
    if (problems.length > 0)
      throw new Error(`the state of a ${kind.name} is not as its schema says: ${problems.join("; ")}`);
    return state;
  };
  const partial = (error: unknown): never => {
    const properties: unknown =
      typeof error === "object" && error !== null ? Reflect.get(error, "properties") : undefined;
    if (typeof properties === "object" && properties !== null) checked({ ...properties });
    throw error;
  };
  return {
    configure: (request) => provider.configure(request),
    check: (olds, news) => provider.check(olds, news),
    diff: (id, olds, news) => provider.diff(id, olds, news),
    delete: (id, props) => provider.delete(id, props),
    create: async (inputs) => {
      const answer = await provider.create(inputs).catch(partial);
      return { ...answer, outs: checked(answer.outs) };
    },
    update: async (id, olds, news) => ({ outs: checked((await provider.update(id, olds, news).catch(partial)).outs) }),
    read: async (id, props) => {
      const answer = await provider.read(id, props);
      checked(answer.props);
      return answer;
    },
  };
}
