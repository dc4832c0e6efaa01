import { t as INPUTS } from "./config-inputs2.js";
import { a as ConfigFile, n as configPathOf, o as Mode, r as resolveSettings, s as titleFilter, t as DEFAULT_CONFIG_PATH } from "./config.js";
export { INPUTS, configPathOf };
