import { i as variablesOf, n as envNameOf, r as isSecret, t as INPUTS } from "./config-inputs2.js";
export { INPUTS };
