import { i as makeConsoleLog, n as serveHealth, r as makeLocalTree, t as loadSettings } from "./wire-light.js";
export { loadSettings, makeConsoleLog, makeLocalTree };
