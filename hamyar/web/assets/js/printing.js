// Buttons that print the page are hidden until a script can make them work.
import { within } from "./within.js";

export function offerPrinting(root) {
  for (const button of within(root, "[data-print][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
