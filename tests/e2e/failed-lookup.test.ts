import { startEmulator } from "../../emulator";
import { TestStack } from "../../kit/engine/stack";

test("a lookup that fails says so once, without a stack, and as soon as any program ends that fails", async () => {
  const emulator = await startEmulator();
  const program = (rejected: string) => `import * as maas from "pulumi-maas";\nexport const fqdn = ${rejected};`;
  const open = (rejected: string) => TestStack.open({ program: { "index.ts": program(rejected) }, maas: emulator });
  const ours = await open('maas.getMachineOutput({ hostname: "zulu" }).fqdn');
  const any = await open('maas.getMachine({ hostname: "stor-01" }).then(() => { throw "of its own"; })');
  const timed = async (stack: TestStack) => {
    const start = process.hrtime.bigint();
    const { messages } = await stack.previewFails();
    return { messages, ms: Number(process.hrtime.bigint() - start) / 1e6 };
  };
  const plain = await timed(any);
  const failed = await timed(ours);
  const told = failed.messages.filter((line) => line.includes('no machine with hostname "zulu"'));
  expect(told).toHaveLength(1);
  expect(told[0]).not.toMatch(/error serializing|\n\s+at /);
  // Node prints the stack of an error in colours in a minute, when it leads through node_modules.
  expect(failed.ms / plain.ms).toBeLessThan(4);
  ours.close();
  any.close();
  await emulator.close();
});
