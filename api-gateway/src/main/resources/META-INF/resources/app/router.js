// Addresses of pages: plain paths by the History API.

/** The route that fits an address, with the parts of the path that it names; null if none does. */
export function match(routes, path) {
  for (const route of routes) {
    const names = [];
    const pattern = route.path.replace(/:([a-z]+)/gi, (_, name) => {
      names.push(name);
      return "([^/]+)";
    });
    const found = new RegExp(`^${pattern}/?$`).exec(path);
    if (found) {
      const params = Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1])]));
      return { route, params };
    }
  }
  return null;
}

/** Goes to a page of ours. */
export function go(path, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"]({}, "", path);
  dispatchEvent(new CustomEvent("trm-route"));
}

/** The parameters of the address. */
export const query = () => Object.fromEntries(new URLSearchParams(location.search));

/** The same address with these parameters changed; what is empty is left out. */
export function withQuery(changes) {
  const all = { ...query(), ...changes };
  const set = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(set).toString();
  return location.pathname + (search ? `?${search}` : "");
}

/** Changes parameters of the address without going anywhere, so that it can be shared as it is. */
export function note(changes) {
  const next = withQuery(changes);
  if (next !== location.pathname + location.search) {
    history.replaceState(history.state, "", next);
  }
}

addEventListener("popstate", () => dispatchEvent(new CustomEvent("trm-route")));

document.addEventListener("click", (click) => {
  const link = click.target.closest?.("a[href]");
  const plain = click.button === 0 && !click.metaKey && !click.ctrlKey && !click.shiftKey && !click.altKey;
  if (!link || !plain || click.defaultPrevented || link.target || link.hasAttribute("download")) {
    return;
  }
  const to = new URL(link.href);
  if (to.origin !== location.origin || to.pathname.startsWith("/v1/") || to.pathname.startsWith("/q/")) {
    return;
  }
  click.preventDefault();
  if (to.pathname + to.search !== location.pathname + location.search) {
    go(to.pathname + to.search);
  }
});
