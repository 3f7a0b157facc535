// Who may do what: the API keys and their roles.
import { html, nothing } from "../../part.js";
import { get, once, patch, post, remove } from "../../api.js";
import { session } from "../../session.js";
import { icon } from "../../icons.js";
import { badge, problemNote } from "../../parts/notes.js";
import { ask, confirm } from "../../parts/dialog.js";
import { input, select } from "../../parts/form.js";
import { table } from "../../parts/table.js";
import { time } from "../../parts/time.js";
import { whole } from "../../format.js";
import { OperatingPage, TO_DO } from "./operating.js";
import { secretCard } from "./secret.js";

const EVERY = 5000;
const ROLES = [
  { value: "reader", words: "reader: looks only" },
  { value: "submitter", words: "submitter: its own jobs" },
  { value: "operator", words: "operator: everything" },
];
const DAY = 86_400_000;
const EXPIRIES = [
  { value: "", words: "never" },
  { value: "1", words: "in a day" },
  { value: "7", words: "in a week" },
  { value: "30", words: "in 30 days" },
  { value: "365", words: "in a year" },
];

class KeysPage extends OperatingPage {
  static properties = {
    keys: { state: true },
    revoked: { state: true },
    draft: { state: true },
    refused: { state: true },
    made: { state: true },
  };

  #key = null;

  constructor() {
    super();
    this.keys = null;
    this.revoked = false;
    this.draft = null;
    this.refused = null;
    this.made = null;
  }

  arrived() {
    this.heading = "Keys";
    this.watch(async () => {
      this.keys = (await get("/keys")).keys;
    }, EVERY);
  }

  render() {
    return html`${this.head("Keys", {
      lead: "Who may ask, and for what. A key's name is the actor in the audit, and belongs to it forever.",
      actions: this.draft ? nothing : html`<button class="primary" @click=${this.begin}>${icon("plus")}New key</button>`,
    })}
    ${this.made
      ? secretCard({
          title: `Key ${this.made.name}`,
          secret: this.made.key,
          words: html`Hand it to who is to be <strong>${this.made.name}</strong> (${this.made.role}) by a safe way: it opens these pages, the REST interface and
            <code>./trm</code>.`,
          close: () => (this.made = null),
        })
      : nothing}
    ${this.draft ? this.form() : nothing} ${this.keys === null ? this.looking() : this.list()}`;
  }

  begin() {
    this.#key = once();
    this.refused = null;
    this.made = null;
    this.draft = { name: "", role: "submitter", days: "", maxRunning: "", ratePerMinute: "" };
    this.focusOn("form input");
  }

  form() {
    const { draft, refused } = this;
    const change = (name) => (value) => {
      this.#key = once();
      this.draft = { ...this.draft, [name]: value };
    };
    const fault = (name) => refused?.of?.(`/${name}`) ?? "";
    return html`<form class="card" aria-label="New key" @submit=${this.add}>
      <h2>New key</h2>
      ${refused && !["name", "role", "expiresAt", "maxRunning", "ratePerMinute"].some(fault) ? problemNote(refused) : nothing}
      <div class="fields">
        ${input({ name: "name", label: "Name", value: draft.name, required: true, placeholder: "nightly-ci", fault: fault("name"), change: change("name") })}
        ${select({ name: "role", label: "Role", value: draft.role, options: ROLES, fault: fault("role"), change: change("role") })}
        ${select({ name: "days", label: "Ends", value: draft.days, options: EXPIRIES, fault: fault("expiresAt"), change: change("days") })}
        ${input({
          name: "maxRunning",
          label: "Jobs at a time",
          type: "number",
          min: 1,
          value: draft.maxRunning,
          placeholder: "no limit",
          fault: fault("maxRunning"),
          change: change("maxRunning"),
        })}
        ${input({
          name: "ratePerMinute",
          label: "Requests a minute",
          type: "number",
          min: 1,
          value: draft.ratePerMinute,
          placeholder: "no limit",
          fault: fault("ratePerMinute"),
          change: change("ratePerMinute"),
        })}
      </div>
      <div class="actions">
        <button class="primary">Make the key</button>
        <button type="button" @click=${() => (this.draft = null)}>Leave it</button>
      </div>
    </form>`;
  }

  async add(submit) {
    submit.preventDefault();
    const { name, role, days, maxRunning, ratePerMinute } = this.draft;
    const wish = {
      name: name.trim(),
      role,
      ...(days ? { expiresAt: new Date(Date.now() + Number(days) * DAY).toISOString() } : {}),
      ...(maxRunning ? { maxRunning: Number(maxRunning) } : {}),
      ...(ratePerMinute ? { ratePerMinute: Number(ratePerMinute) } : {}),
    };
    try {
      this.made = await post("/keys", wish, this.#key);
      this.draft = null;
      this.refused = null;
      this.look();
      this.focusOn(".secret-text code");
    } catch (problem) {
      this.refused = problem;
    }
  }

  list() {
    const gone = this.keys.filter((key) => key.revokedAt).length;
    return html`<div class="card flush">
        ${table({
          caption: "Keys",
          rows: this.keys.filter((key) => this.revoked || !key.revokedAt),
          key: (key) => key.name,
          columns: [
            {
              head: "Key",
              cell: (key) =>
                html`<strong>${key.name}</strong>${key.name === session().name ? html` <span class="soft small">yours</span>` : nothing}${key.prefix
                    ? html`<br /><code class="soft small">${key.prefix}…</code>`
                    : nothing}`,
            },
            { head: "Role", kind: "tight", cell: roleBadge },
            { head: "State", kind: "tight", cell: state },
            { head: "Limits", spare: true, cell: limits },
            { head: "Used", kind: "tight", cell: used },
            { head: "Made", kind: "tight", spare: true, cell: (key) => html`${time(key.createdAt)}${key.createdBy ? html`<br /><span class="soft small">by ${key.createdBy}</span>` : nothing}` },
            { head: TO_DO, kind: "right tight", cell: (key) => this.buttons(key) },
          ],
        })}
      </div>
      ${gone > 0
        ? html`<p>
            <button class="quiet" aria-expanded=${this.revoked ? "true" : "false"} @click=${() => (this.revoked = !this.revoked)}>
              ${this.revoked ? "Hide the revoked ones" : `Show ${whole(gone)} revoked`}
            </button>
          </p>`
        : nothing}`;
  }

  buttons(key) {
    if (key.revokedAt) {
      return nothing;
    }
    return html`<span class="actions end">
      <button aria-label="Change the role of ${key.name}" @click=${() => this.changeRole(key)}>Role</button>
      <button aria-label="New text for ${key.name}" @click=${() => this.rotate(key)}>New text</button>
      <button class="danger" aria-label="Revoke ${key.name}" @click=${() => this.revoke(key)}>Revoke</button>
    </span>`;
  }

  async changeRole(key) {
    const role = await ask({
      title: `Role of ${key.name}`,
      body: () => select({ name: "new-role", label: "Role", value: key.role, options: ROLES, change: () => {} }),
      action: "Change the role",
      answer: (form) => form.elements["new-role"].value,
    });
    if (role && role !== key.role) {
      await this.doing(() => patch(`/keys/${key.name}`, { role }), `Key ${key.name} has the role ${role} now.`);
    }
  }

  async rotate(key) {
    const sure = await confirm({
      title: `Give ${key.name} another text?`,
      text: "The new one is shown once. The one before works an hour longer, so that who uses it has time to change.",
      action: "Give a new text",
    });
    if (sure) {
      const rotated = await this.doing(() => post(`/keys/${key.name}/rotate`, { overlap: "PT1H" }, once()));
      this.made = rotated?.key ? rotated : null;
      this.focusOn(".secret-text code");
    }
  }

  async revoke(key) {
    const sure = await confirm({
      title: `Revoke ${key.name}?`,
      text: html`<p>Whoever uses it is refused at once, and its sessions end. Its jobs go on.</p>
        <p class="soft">This cannot be taken back, and no other key can have its name.</p>`,
      action: "Revoke the key",
      danger: true,
    });
    if (sure) {
      await this.doing(() => remove(`/keys/${key.name}`), `Key ${key.name} is revoked.`);
    }
  }
}

const used = (key) =>
  html`<span class="only-phone soft">used </span>${key.lastUsedAt ? time(key.lastUsedAt) : html`<span class="soft">never</span>`}`;

const roleBadge = (key) => badge(key.role, key.role === "operator" ? "busy" : "");

function state(key) {
  if (key.revokedAt) {
    return html`${badge("Revoked", "bad")}<br /><span class="soft small">${time(key.revokedAt)}</span>`;
  }
  if (key.expiresAt && Date.parse(key.expiresAt) <= Date.now()) {
    return badge("Expired", "warn");
  }
  return html`${badge("Works", "good")}${key.expiresAt ? html`<br /><span class="soft small">ends ${time(key.expiresAt)}</span>` : nothing}${key.oldUntil &&
  Date.parse(key.oldUntil) > Date.now()
    ? html`<br /><span class="soft small">the text before ends ${time(key.oldUntil)}</span>`
    : nothing}`;
}

function limits(key) {
  const all = [key.maxRunning && `${whole(key.maxRunning)} jobs at a time`, key.ratePerMinute && `${whole(key.ratePerMinute)} requests a minute`].filter(Boolean);
  return all.length > 0 ? html`<span class="small">${all.join(", ")}</span>` : html`<span class="soft">none</span>`;
}

customElements.define("page-keys", KeysPage);
