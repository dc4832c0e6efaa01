/**
 * How the runner of GitHub Actions reads what a step says: workflow commands on its output
 * (actions/runner, ActionCommand.cs) and the files behind GITHUB_OUTPUT and its kin
 * (FileCommandManager.cs).
 */

/** A workflow command as the runner understood it. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** A warning, error or notice that the runner would show beside the run. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What the runner made of a step's output. */
export interface ReadOutput {
  /** The log as a user sees it: commands rendered or hidden, masked texts as `***`. */
  readonly log: string;
  readonly commands: readonly WorkflowCommand[];
  readonly annotations: readonly Annotation[];
  /** Titles of the folded groups. */
  readonly groups: readonly string[];
  /** Texts registered as secrets, each line by itself. */
  readonly masks: readonly string[];
}

/** Commands that a current runner obeys. `set-output`, `save-state` and `set-env` are the retired ones. */
const KNOWN = new Set(
  'add-mask,add-matcher,add-path,debug,echo,endgroup,error,group,notice,remove-matcher,save-state,set-env,set-output,stop-commands,warning'.split(
    ',',
  ),
);

/** Reads the lines of a step's output in the order in which they came. */
export function readStepOutput(lines: readonly string[]): ReadOutput {
  const commands: WorkflowCommand[] = [];
  const annotations: Annotation[] = [];
  const groups: string[] = [];
  const masks: string[] = [];
  const log: string[] = [];
  let resumeToken: string | undefined;
  const show = (line: string): void => {
    log.push(masks.reduce((text, secret) => text.replaceAll(secret, '***'), line));
  };
  for (const line of lines) {
    const command = parseCommand(line, resumeToken);
    if (command === undefined) {
      show(line);
      continue;
    }
    commands.push(command);
    switch (command.name) {
      case 'add-mask':
        masks.push(...command.data.split(/\r?\n/).filter((part) => part !== ''));
        break;
      case 'stop-commands':
        resumeToken = command.data;
        break;
      case 'error':
      case 'warning':
      case 'notice':
        annotations.push(annotationOf(command.name, command));
        show(`##[${command.name}]${command.data}`);
        break;
      case 'group':
        groups.push(command.data);
        show(`##[group]${command.data}`);
        break;
      case 'endgroup':
        show('##[endgroup]');
        break;
      default:
        if (command.name === resumeToken) resumeToken = undefined;
    }
  }
  return { log: log.join('\n'), commands, annotations, groups, masks };
}

/** One line as a command; undefined for an ordinary line. */
export function parseCommand(line: string, resumeToken?: string): WorkflowCommand | undefined {
  const known = (name: string): boolean =>
    resumeToken === undefined ? KNOWN.has(name) : name === resumeToken;
  const current = /^::([^\s:]+)(?:\s([^:]*))?::(.*)$/s.exec(line.trimStart());
  if (current !== null && known(current[1] ?? '')) {
    const properties = splitProperties(current[2] ?? '', ',', unescapeProperty);
    return { name: current[1] ?? '', properties, data: unescapeData(current[3] ?? '') };
  }
  const older = /##\[([^\s\]]+)(?:\s([^\]]*))?\](.*)$/s.exec(line);
  if (older !== null && known(older[1] ?? '')) {
    const properties = splitProperties(older[2] ?? '', ';', unescapeProperty);
    return { name: older[1] ?? '', properties, data: unescapeData(older[3] ?? '') };
  }
  return undefined;
}

/**
 * The pairs in a file command's file: `name=value`, or `name<<delimiter`, the value's lines, and
 * the delimiter. Throws on what the runner refuses.
 */
export function parseFileCommand(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (heredoc > 0) {
      const delimiter = line.slice(heredoc + 2);
      const end = lines.indexOf(delimiter, i + 1);
      if (delimiter === '' || end < 0) throw new Error(`file command: no end of ${line}`);
      values[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else {
      throw new Error(`file command: invalid format '${line}'`);
    }
  }
  return values;
}

function annotationOf(level: Annotation['level'], command: WorkflowCommand): Annotation {
  const { title, file, line } = command.properties;
  return {
    level,
    message: command.data,
    ...(title === undefined ? {} : { title }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}

function splitProperties(
  text: string,
  separator: string,
  unescape: (value: string) => string,
): Readonly<Record<string, string>> {
  const pairs = text
    .split(separator)
    .map((pair) => /^\s*([^=]+)=(.*?)\s*$/s.exec(pair))
    .filter((match) => match !== null);
  return Object.fromEntries(pairs.map((match) => [match[1] ?? '', unescape(match[2] ?? '')]));
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}
