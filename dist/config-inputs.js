import { t as INPUTS } from "./config-inputs2.js";
export { INPUTS };
