import { type Declared, type Kind } from "../../kit/layouts/declared";

export const declare = (kind: Kind, name: string, args: Declared["args"]): Declared => ({ kind, name, args });
