import { a as makePorts, c as withPorts, d as readInput, f as setOutputs, g as makeActionsLog, h as makeConsoleLog, i as loadSettings, l as renderFaults, m as makeLocalTree, n as execute, o as secretsOf, p as writeSummary, r as listenForStop, s as terminalProgress, t as apiKeyOf, u as maskSecrets } from "./wire.js";
import { t as serveHealth } from "./cli-health.js";
export { execute, loadSettings, makeActionsLog, makeConsoleLog, makeLocalTree, maskSecrets, readInput, renderFaults, secretsOf, setOutputs, terminalProgress, withPorts, writeSummary };
