// After a refused form: the summary is read first, and its links lead into the fields.
import { within } from "./within.js";

export function focusFirstError(root) {
  within(root, "[data-error-summary]")[0]?.focus();
}

export function followErrorLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const control = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") ?? control).scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });
}
