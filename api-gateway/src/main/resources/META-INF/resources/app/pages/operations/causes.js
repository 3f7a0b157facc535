// Jobs in quarantine by what put them there.

/**
 * Groups of jobs with the same cause, kind and model, the largest first.
 *
 * @returns {{cause: string, kind: string, model: string, jobs: object[]}[]}
 */
export function byCause(jobs) {
  const groups = new Map();
  for (const job of jobs) {
    const cause = causeOf(job);
    const key = JSON.stringify([cause, job.kind, job.model]);
    if (!groups.has(key)) {
      groups.set(key, { key, cause, kind: job.kind, model: job.model, jobs: [] });
    }
    groups.get(key).jobs.push(job);
  }
  return [...groups.values()].sort((a, b) => b.jobs.length - a.jobs.length);
}

/** What ended its worker where that left a trace, else what is known of the worker's end; without what differs by chance. */
function causeOf(job) {
  return crash(job.crashStack) ?? vanished(job.reason ?? "");
}

// Of the JVM's error file: the signal, and the frame in which it came.
function crash(stack) {
  if (!stack) {
    return null;
  }
  const lines = stack.split("\n").map((line) => line.replace(/^#\s*/, "").trim());
  const signal = lines.find((line) => /^(SIG|EXCEPTION_|Internal Error|Out of Memory)/.test(line))?.replace(/ at pc=.*/, "");
  const frame = lines[lines.findIndex((line) => line.startsWith("Problematic frame")) + 1];
  const where = lines.some((line) => line.startsWith("Problematic frame")) ? ` in ${frame.replace(/^[A-Za-z]\s+/, "")}` : "";
  return signal ? `${signal}${where}` : (lines.find(Boolean) ?? null);
}

const vanished = (reason) =>
  reason
    .replace(/worker \S+ vanished/, "its worker vanished")
    .replace(/, as 0 before it$/, "")
    .replace(/, as \d+ before it$/, ", again and again")
    .replace(/^./, (first) => first.toUpperCase()) || "No reason is noted";
