// Light or dark, before anything is drawn: as the system has it, or as somebody chose here. A classic script, so that
// the page waits for it.
(() => {
  const CHOICES = ["system", "light", "dark"];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let choice = "system";
  try {
    const kept = localStorage.getItem("theme");
    choice = CHOICES.includes(kept) ? kept : "system";
  } catch {
    // A browser that keeps nothing for us shows what the system has.
  }
  const show = () => {
    const theme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = theme;
    dispatchEvent(new CustomEvent("trm-theme", { detail: theme }));
  };
  dark.addEventListener("change", show);
  show();
  window.trmTheme = {
    get choice() {
      return choice;
    },
    choose(next) {
      choice = next;
      try {
        localStorage.setItem("theme", next);
      } catch {
        // It holds until the page is closed, then.
      }
      show();
    },
  };
})();
