const live = process.stderr.isTTY;

/** A line that is rewritten on a terminal, and one line each in a log. It goes to standard error: the table is the output. */
export class Progress {
  private readonly start = Date.now();
  private text = "";
  private readonly timer: NodeJS.Timeout | undefined;

  constructor() {
    if (live) this.timer = setInterval(() => this.show(), 1_000);
  }

  say(text: string): void {
    this.text = text;
    this.show();
  }

  end(): void {
    clearInterval(this.timer);
    if (live) process.stderr.write("\r\u001b[2K");
  }

  private show(): void {
    const seconds = Math.round((Date.now() - this.start) / 1000);
    const line = `bench: ${seconds} s: ${this.text}`;
    process.stderr.write(live ? `\r\u001b[2K${line}` : `${line}\n`);
  }
}
