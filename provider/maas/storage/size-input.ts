import { z } from "zod";

import { normaliseSize } from "../../size";
import { orUnknown } from "./inputs";

/** A declared size in its canonical form: bytes, or a share. */
export const sizeInput = orUnknown<number | string>(
  z.union([z.number(), z.nan(), z.string()]).transform((size, context) => {
    const normal = normaliseSize(size);
    if ("size" in normal) return normal.size;
    context.addIssue({ code: "custom", message: normal.problem });
    return z.NEVER;
  }),
);
