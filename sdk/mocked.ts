import * as pulumi from "@pulumi/pulumi";

/**
 * What the mocks of a unit test (`pulumi.runtime.setMocks`) answer to a data source: their `call` is asked with the token
 * `maas:index:getMachine` and the arguments, as for the functions of any other package. A list is in `result`. Undefined
 * outside of such a test, and when the mocks have nothing to say: then MAAS is asked.
 */
export async function mockedAnswer(token: string, args: object): Promise<unknown> {
  const monitor: unknown = pulumi.runtime.getMonitor();
  if (typeof monitor !== "object" || monitor === null || !("mocks" in monitor)) return undefined;
  const answer: unknown = await pulumi.runtime.invoke(token, { ...args });
  if (typeof answer !== "object" || answer === null || Object.keys(answer).length === 0) return undefined;
  return "result" in answer ? answer.result : answer;
}
