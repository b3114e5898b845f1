// Small help while typing.
import { toLatin, toPersian } from "./digits.js";
import { within } from "./within.js";

// Errors are the server's, in Persian and beside their field; the browser's own bubbles would say it in its language.
export function checkOnTheServer(root) {
  for (const form of within(root, "form")) form.noValidate = true;
}

export function attachCounters(root) {
  for (const area of within(root, "textarea[data-counter][maxlength]:not([data-ready])")) {
    area.dataset.ready = "";
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.id = `${area.id}_counter`;
    area.after(counter);
    const say = () => {
      const left = area.maxLength - area.value.length;
      counter.textContent = `${toPersian(left)} نویسهٔ دیگر جا دارد.`;
      const short = left < area.maxLength / 10;
      counter.classList.toggle("is-short", short);
      counter.setAttribute("aria-live", short ? "polite" : "off"); // not read out at every letter
    };
    area.addEventListener("input", say);
    say();
  }
}

// The browser writes "no file chosen" in its own language; this says it in Persian, with the same input underneath.
export function attachFiles(root) {
  for (const input of within(root, "input[type='file'][id]:not([data-ready])")) {
    input.dataset.ready = "";
    const frame = document.createElement("div");
    frame.className = "file-field";
    const opener = document.createElement("label");
    opener.className = "button";
    opener.htmlFor = input.id;
    opener.textContent = input.dataset.choose ?? (input.multiple ? "انتخاب پرونده‌ها" : "انتخاب پرونده");
    opener.setAttribute("aria-hidden", "true");
    const chosen = document.createElement("span");
    chosen.className = "muted";
    chosen.setAttribute("role", "status");
    const say = () => {
      chosen.textContent = [...input.files].map((file) => file.name).join("، ") || (input.dataset.none ?? "هنوز پرونده‌ای برگزیده نشده است.");
    };
    input.classList.add("visually-hidden");
    input.before(frame);
    frame.append(opener, input, chosen);
    input.addEventListener("change", say);
    say();
  }
}

// Amounts gain their separators when the field is left, so that nothing moves under the cursor.
export function attachAmounts(root) {
  for (const input of within(root, "input[data-amount]:not([data-ready])")) {
    input.dataset.ready = "";
    input.addEventListener("change", () => {
      const plain = toLatin(input.value).replace(/[\s٬,،_]/g, "");
      if (/^\d{1,18}$/.test(plain)) {
        input.value = toPersian(plain.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, "٬"));
      }
    });
  }
}
