import { ensureBuild } from "../../tools/ensure-build";

export default ensureBuild;
