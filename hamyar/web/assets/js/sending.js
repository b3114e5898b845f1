// A form is sent once, and unsaved work is not lost without a word.

function buttonsOf(form) {
  return [...form.elements].filter((each) => each.matches("button:not([type='button']), input[type='submit']"));
}

function release(form) {
  delete form.dataset.sending;
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

export function guardAgainstDoubleSending() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    event.submitter?.setAttribute("aria-busy", "true");
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    // A download leaves the page where it is; the form must be usable again.
    if (form.hasAttribute("data-download")) setTimeout(() => release(form), 3000);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    for (const button of form ? buttonsOf(form) : []) button.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form) release(form);
  });
  // Back to a page that the browser has kept as it was.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
}

export function warnOfUnsavedWork() {
  let touched = null;
  document.addEventListener("input", (event) => {
    touched = event.target.closest?.("form[data-guard]") ?? touched;
  });
  const settle = (event) => {
    if (event.target === touched || event.detail?.elt === touched) touched = null;
  };
  document.addEventListener("submit", settle);
  document.addEventListener("htmx:beforeRequest", settle);
  addEventListener("beforeunload", (event) => {
    if (touched?.isConnected) event.preventDefault();
  });
}
