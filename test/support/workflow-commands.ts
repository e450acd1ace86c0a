/**
 * Workflow commands as the runner of GitHub Actions reads them from a log: `::name key=value,…::message` at the start of a
 * line, `%25`, `%0D`, `%0A` (in properties also `%3A`, `%2C`) decoded (actions/runner, src/Runner.Common/ActionCommand.cs).
 */

export interface WorkflowCommand {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** Every command of a log, in order; `::stop-commands::TOKEN` is honoured as the runner does. */
export function parseCommands(log: string): WorkflowCommand[] {
  const commands: WorkflowCommand[] = [];
  let stoppedBy: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const command = parseCommand(line);
    if (command === undefined) continue;
    if (stoppedBy !== undefined) {
      if (command.name === stoppedBy) stoppedBy = undefined;
    } else if (command.name === "stop-commands") stoppedBy = command.message;
    else commands.push(command);
  }
  return commands;
}

function parseCommand(line: string): WorkflowCommand | undefined {
  const match = /^\s*::(?<head>.*?)::(?<message>.*)$/s.exec(line);
  const { head = "", message = "" } = match?.groups ?? {};
  const [, name, list = ""] = /^(\S+)(?: (.*))?$/s.exec(head) ?? [];
  if (name === undefined) return undefined;
  const properties = list
    .split(",")
    .map((pair) => pair.split("="))
    .filter(([key, value]) => key !== undefined && key.trim() !== "" && value !== undefined)
    .map(([key = "", ...value]) => [key.trim(), decode(value.join("="), true)]);
  return {
    name,
    properties: Object.fromEntries(properties) as Record<string, string>,
    message: decode(message, false),
  };
}

function decode(text: string, isProperty: boolean): string {
  const plain = text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
  return (isProperty ? plain.replaceAll("%3A", ":").replaceAll("%2C", ",") : plain).replaceAll("%25", "%");
}
