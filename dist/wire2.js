import { a as makePorts, c as maskSecrets, d as writeSummary, f as makeActionsLog, i as loadSettings, l as readInput, n as execute, o as secretsOf, r as listenForStop, s as isActions, t as apiKeyOf, u as setOutputs } from "./wire.js";
import { t as makeConsoleLog } from "./cli.js";
export { execute, loadSettings, makeActionsLog, maskSecrets, readInput, secretsOf, setOutputs, writeSummary };
