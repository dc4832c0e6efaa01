import { a as isDebug, c as warning, i as info, n as debug, o as setOutput, p as summary, r as error, s as setSecret, t as ExitCode } from "./vendor-actions-core.js";
export { setOutput, setSecret, summary };
