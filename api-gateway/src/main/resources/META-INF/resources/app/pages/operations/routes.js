// The pages of operations, in the order of their tabs. role: the least to which a tab is of any use.
const page = (path, tag, tab, load, more = {}) => ({ path: `/operations${path}`, tag, tab, load, ...more });

export const OPERATIONS = [
  page("", "page-overview", "Overview", () => import("./overview.js"), { place: "Operations", icon: "gauge" }),
  page("/queues", "page-queues", "Queues", () => import("./queues.js")),
  page("/workers", "page-workers", "Workers", () => import("./workers.js")),
  page("/quarantine", "page-quarantine", "Quarantine", () => import("./quarantine.js")),
  page("/schedules", "page-schedules", "Schedules", () => import("./schedules.js")),
  page("/webhooks", "page-webhooks", "Webhooks", () => import("./webhooks.js"), { role: "submitter" }),
  page("/webhooks/:id", "page-webhook", null, () => import("./webhook.js"), { role: "submitter" }),
  page("/keys", "page-keys", "Keys", () => import("./keys.js"), { role: "operator" }),
  page("/actions", "page-actions", "Actions", () => import("./actions.js"), { role: "operator" }),
];
