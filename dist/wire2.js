import { a as makePorts, c as withPorts, d as setOutputs, f as writeSummary, h as makeActionsLog, i as loadSettings, l as maskSecrets, m as makeConsoleLog, n as execute, o as secretsOf, p as makeLocalTree, r as listenForStop, s as terminalProgress, t as apiKeyOf, u as readInput } from "./wire.js";
import { t as serveHealth } from "./cli-health.js";
export { execute, loadSettings, makeActionsLog, makeConsoleLog, makeLocalTree, maskSecrets, readInput, secretsOf, setOutputs, terminalProgress, withPorts, writeSummary };
