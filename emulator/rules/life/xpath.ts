/** Whether a text is an expression of XPath 1.0, as far as its grammar goes: names and functions are not looked up. */
export function isXpath(text: string): boolean {
  const tokens = tokensOf(text);
  if (tokens === undefined || tokens.length === 0) return false;
  const parser = new Parser(tokens);
  return parser.expression() && parser.isAtEnd;
}

const TOKEN =
  /\s*(?:("[^"]*"|'[^']*')|(\d+(?:\.\d*)?|\.\d+)|(::|\/\/|!=|<=|>=|\.\.|[()[\].@,/|+=<>*-])|(\$?[A-Za-z_][\w.-]*(?::(?!:)(?:[A-Za-z_][\w.-]*|\*))?))/y;

interface Token {
  readonly kind: "literal" | "number" | "sign" | "name";
  readonly text: string;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const trimmed = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (match === null) return undefined;
    const [, literal, number, sign, name = ""] = match;
    if (literal !== undefined) tokens.push({ kind: "literal", text: literal });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else tokens.push({ kind: "name", text: name });
  }
  return tokens;
}

const OPERATORS = ["|", "+", "-", "=", "!=", "<", "<=", ">", ">=", "*"];
const WORDS = ["and", "or", "mod", "div"];

/** Precedence does not matter for whether a text is valid: operands and operators take turns. */
class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  private isNext(...texts: readonly string[]): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "sign" && texts.includes(token.text);
  }

  private take(...texts: readonly string[]): boolean {
    if (!this.isNext(...texts)) return false;
    this.at += 1;
    return true;
  }

  private takeKind(kind: Token["kind"]): Token | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== kind) return undefined;
    this.at += 1;
    return token;
  }

  expression(): boolean {
    do {
      while (this.take("-"));
      if (!this.operand()) return false;
    } while (this.operator());
    return true;
  }

  private operator(): boolean {
    if (this.take(...OPERATORS)) return true;
    const token = this.tokens[this.at];
    if (token?.kind !== "name" || !WORDS.includes(token.text)) return false;
    this.at += 1;
    return true;
  }

  /** A value or a path, with what is picked from it. */
  private operand(): boolean {
    if (!this.isPrimary()) return this.path();
    return this.primary() && this.predicates() && (this.take("/", "//") ? this.steps() : true);
  }

  private isPrimary(): boolean {
    const [token, next] = [this.tokens[this.at], this.tokens[this.at + 1]];
    if (token === undefined) return false;
    if (token.kind === "literal" || token.kind === "number" || token.text === "(") return true;
    if (token.kind === "name" && token.text.startsWith("$")) return true;
    const isCall = token.kind === "name" && next?.kind === "sign" && next.text === "(";
    return isCall && !["node", "text", "comment", "processing-instruction"].includes(token.text);
  }

  private primary(): boolean {
    if (this.takeKind("literal") ?? this.takeKind("number")) return true;
    if (this.take("(")) return this.expression() && this.take(")");
    this.at += 1;
    return this.take("(") ? this.call() : true;
  }

  private call(): boolean {
    if (this.take(")")) return true;
    do if (!this.expression()) return false;
    while (this.take(","));
    return this.take(")");
  }

  private path(): boolean {
    if (this.take("//")) return this.steps();
    if (this.take("/")) return this.isStep() ? this.steps() : true;
    return this.steps();
  }

  private isStep(): boolean {
    return this.isNext(".", "..", "@", "*") || this.tokens[this.at]?.kind === "name";
  }

  private steps(): boolean {
    do if (!this.step()) return false;
    while (this.take("/", "//"));
    return true;
  }

  private step(): boolean {
    if (this.take(".", "..")) return true;
    if (!this.take("@") && this.tokens[this.at + 1]?.text === "::") this.at += 2;
    if (!this.take("*")) {
      if (this.takeKind("name") === undefined) return false;
      if (this.take("(") && !this.call()) return false;
    }
    return this.predicates();
  }

  private predicates(): boolean {
    while (this.take("[")) if (!this.expression() || !this.take("]")) return false;
    return true;
  }
}
