// What pages gain when a script runs. Without it every page still works: links are links and forms are forms.
import "vazirmatn/Vazirmatn-Variable-font-face.css";
import "./main.css";

import htmx from "htmx.org";

import { askBeforehand } from "./js/asking.js";
import { attachCalendars } from "./js/calendar.js";
import { attachAmounts, attachCounters, attachFiles, checkOnTheServer } from "./js/fields.js";
import { focusFirstError, followErrorLinks } from "./js/errors.js";
import { guardAgainstDoubleSending, warnOfUnsavedWork } from "./js/sending.js";
import { closeMenusElsewhere } from "./js/menus.js";
import { offerPrinting } from "./js/printing.js";
import { sendCsrfToken, tellOfFailures } from "./js/fragments.js";

window.htmx = htmx;

// Once for the whole document: they listen to events of whatever is on the page.
askBeforehand();
followErrorLinks();
guardAgainstDoubleSending();
warnOfUnsavedWork();
closeMenusElsewhere();
sendCsrfToken();
tellOfFailures();

// For each piece of page: at the start, and again for what htmx brings.
function enhance(root) {
  checkOnTheServer(root);
  attachCalendars(root);
  attachCounters(root);
  attachFiles(root);
  attachAmounts(root);
  offerPrinting(root);
  focusFirstError(root);
}

document.addEventListener("DOMContentLoaded", () => enhance(document));
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});
