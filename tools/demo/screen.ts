const colour = process.stdout.isTTY && !process.env["NO_COLOR"];

const bold = (text: string): string => (colour ? `\u001b[1m${text}\u001b[0m` : text);
const dim = (text: string): string => (colour ? `\u001b[90m${text}\u001b[0m` : text);

/** What the demo says, between what Pulumi says. */
export const screen = {
  colour,
  line: (text = ""): void => void process.stdout.write(`${text}\n`),
  step: (title: string, why: string): void => void process.stdout.write(`\n${bold(`▌ ${title}`)}\n${dim(why)}\n\n`),
  command: (text: string): void => void process.stdout.write(`${dim("$")} ${bold(text)}\n`),
  bold,
  dim,
} as const;
