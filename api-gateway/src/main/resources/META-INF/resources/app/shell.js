// The frame: who is signed in, where one can go, and the page one is at.
import { Part, html, nothing, repeat } from "./part.js";
import { PAGES } from "./pages.js";
import { icon } from "./icons.js";
import { match, query } from "./router.js";
import { may, resume, session, signIn, signOut } from "./session.js";
import { toast } from "./parts/toast.js";
import { problemNote } from "./parts/notes.js";

const THEMES = [
  { name: "system", icon: "system", words: "Theme: as the system" },
  { name: "light", icon: "sun", words: "Theme: light" },
  { name: "dark", icon: "moon", words: "Theme: dark" },
];

class Shell extends Part {
  static properties = {
    ready: { state: true },
    problem: { state: true },
    wrong: { state: true },
    at: { state: true },
  };

  #element = null;
  #tag = "";

  constructor() {
    super();
    this.ready = false;
    this.problem = null;
    this.wrong = null;
    this.at = null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("trm-session", () => this.requestUpdate());
    addEventListener("trm-route", () => this.route());
    this.start();
  }

  async start() {
    this.problem = null;
    try {
      await resume();
      this.ready = true;
      this.route();
    } catch (problem) {
      this.problem = problem;
    }
  }

  async route() {
    const found = match(PAGES, location.pathname);
    this.at = found;
    if (!session() || !found) {
      return;
    }
    try {
      await found.route.load();
    } catch (cause) {
      this.problem = cause;
      return;
    }
    if (this.at !== found) {
      return;
    }
    const moved = this.#tag !== found.route.tag;
    if (moved) {
      this.#tag = found.route.tag;
      this.#element = document.createElement(found.route.tag);
      this.#element.className = "page";
    }
    this.#element.params = found.params;
    this.#element.query = query();
    this.requestUpdate();
    await this.updateComplete;
    if (moved && this.visited) {
      scrollTo(0, 0);
      await this.#element.updateComplete;
      const head = this.#element.querySelector("h1");
      head?.setAttribute("tabindex", "-1");
      head?.focus({ preventScroll: true });
    }
    this.visited = true;
  }

  render() {
    if (this.problem) {
      return html`<div class="sign-in">
        <main class="card">
          ${problemNote(this.problem, { again: () => (this.ready ? location.reload() : this.start()) })}
        </main>
      </div>`;
    }
    if (!this.ready) {
      return nothing;
    }
    return session() ? this.frame() : this.signIn();
  }

  frame() {
    return html`
      <a class="button skip" href="#main" @click=${this.skip}>Skip to the page</a>
      <div class="frame">
        <header class="side">
          <a class="brand" href="/"><img src="/app/icon.svg" alt="" width="26" height="26" />trm</a>
          <nav aria-label="Places">
            <ul class="places">
              ${repeat(
                PAGES.filter((page) => page.place && may(page.role ?? "reader")),
                (page) => page.place,
                (page) => this.place(page),
              )}
            </ul>
          </nav>
          <div class="who">
            <div class="name">
              <span>${session().name}</span>
              ${session().role === session().name ? nothing : html`<span class="soft">(${session().role})</span>`}
            </div>
            <div class="row">${this.themeButton()} ${this.outButton()}</div>
          </div>
        </header>
        <main class="main" id="main" tabindex="-1">
          ${this.at ? this.#element : this.nowhere()}
        </main>
      </div>
      <trm-toasts></trm-toasts>
    `;
  }

  place(page) {
    const here = location.pathname;
    const current = here === page.path || here.startsWith(`${page.path}/`) || (here === "/" && page.path === "/solve");
    return html`<li>
      <a href=${page.path} aria-current=${current ? "page" : nothing}>${icon(page.icon)}<span>${page.place}</span></a>
    </li>`;
  }

  themeButton() {
    const theme = THEMES.find((each) => each.name === window.trmTheme.choice);
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    return html`<button
      class="quiet icon"
      title="${theme.words}. Change to ${next.name}"
      aria-label="${theme.words}. Change to ${next.name}"
      @click=${() => {
        window.trmTheme.choose(next.name);
        this.requestUpdate();
      }}
    >
      ${icon(theme.icon)}
    </button>`;
  }

  outButton() {
    return html`<button class="quiet icon" title="Sign out" aria-label="Sign out" @click=${this.out}>${icon("out")}</button>`;
  }

  nowhere() {
    document.title = "Nothing here – trm";
    return html`<div class="page empty">
      <h1>There is no page at this address</h1>
      <p>Its address may have been cut off. Everything there is begins with one of the places beside.</p>
      <a class="button" href="/solve">Solve a puzzle</a>
    </div>`;
  }

  signIn() {
    document.title = "Sign in – trm";
    return html`<div class="sign-in">
      <main class="card">
        <div class="stack tight">
          <div class="row"><img src="/app/icon.svg" alt="" width="34" height="34" /><h1>Sign in to trm</h1></div>
          <p class="soft">With an API key. Where you started trm yourself, its key is in <code>.trm/key</code>.</p>
        </div>
        <form class="stack" @submit=${this.enter}>
          <div class="field">
            <label for="key">API key</label>
            <input
              id="key"
              name="key"
              type="password"
              autocomplete="current-password"
              required
              autofocus
              aria-invalid=${this.wrong ? "true" : "false"}
              aria-describedby="key-fault"
            />
            <span class="fault" id="key-fault" role="alert">${this.wrong ? this.wrongWords() : nothing}</span>
          </div>
          <button class="primary">Sign in</button>
        </form>
        <p class="soft small">
          The key is exchanged for a cookie that ends by itself; it is kept nowhere in this browser. An operator makes more
          keys by <code>./trm keys add NAME --role submitter</code>.
        </p>
      </main>
    </div>`;
  }

  wrongWords() {
    return this.wrong.status === 401
      ? "No such key works here. Copy the whole key, without blanks."
      : `${this.wrong.message} ${this.wrong.advice}`;
  }

  async enter(submit) {
    submit.preventDefault();
    const field = submit.target.elements.key;
    try {
      await signIn(field.value.trim());
      this.wrong = null;
      this.#element = null;
      this.#tag = "";
      this.route();
    } catch (problem) {
      this.wrong = problem;
      field.focus();
      field.select();
    }
  }

  async out() {
    try {
      await signOut();
      this.#element = null;
      this.#tag = "";
    } catch (problem) {
      toast(`Not signed out: ${problem.message}`);
    }
  }

  skip(click) {
    click.preventDefault();
    this.querySelector("#main").focus();
  }
}

customElements.define("trm-shell", Shell);
