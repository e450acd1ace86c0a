/** How a scan went, as SARIF says it (SARIF 2.1.0, sections 3.20 `invocation` and 3.58 `notification`). */
import type { ScanError, ScanSummary } from "../types.ts";
import { artifactLocation } from "./sarif-location.ts";
import { messageText } from "./sarif-message.ts";

const INTERRUPTED = "INTERRUPTED";

/**
 * The one invocation of a run. Not successful when anything that should have been scanned was not; every such file is an
 * error notification, every note of the summary a `note`. The exit code is left out: the report is written before it
 * is known.
 */
export function invocation(summary: ScanSummary): object {
  const notifications = [
    ...summary.errors.map(errorNotification),
    ...(summary.interrupted ? [interruptedNotification()] : []),
    ...summary.notes.map((note) => ({ level: "note", message: { text: messageText(note) } })),
  ];
  return {
    executionSuccessful: summary.complete && !summary.interrupted,
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  };
}

/** Descriptors of the kinds of trouble that the invocation's notifications refer to, each once. */
export function notificationDescriptors(summary: ScanSummary): object[] {
  const codes = new Set(summary.errors.map((error) => error.code));
  if (summary.interrupted) codes.add(INTERRUPTED);
  return [...codes].map((id) => ({ id }));
}

function errorNotification({ path, code, message }: ScanError): object {
  return {
    descriptor: { id: code },
    level: "error",
    message: { text: messageText(`${path}: ${message} (${code}); it was not scanned`) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(path, "file") } }],
  };
}

function interruptedNotification(): object {
  return {
    descriptor: { id: INTERRUPTED },
    level: "error",
    message: { text: "The scan was interrupted; the results are not complete" },
  };
}
