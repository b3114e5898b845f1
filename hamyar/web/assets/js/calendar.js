// A Solar Hijri calendar beside date inputs. The input stays what it is; the calendar only fills it.
// Keys inside: arrows by day and week, Home and End of the week, PageUp and PageDown by month, Escape closes.
import { toPersian } from "./digits.js";
import { formatLong, formatShort, fromIso, fromParts, monthLength, MONTHS, parse, parts, today, WEEKDAYS, weekday } from "./solar.js";
import { within } from "./within.js";

const ICONS = {
  calendar: "M4 7.5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 10h16M8.5 3.5v4M15.5 3.5v4",
  previous: "m9.5 6 6 6-6 6",
  next: "m14.5 6-6 6 6 6",
};

const STROKE = { fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round", "stroke-linejoin": "round" };

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  for (const [name, value] of Object.entries(STROKE)) svg.setAttribute(name, value);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

class Calendar {
  constructor(input) {
    this.input = input;
    this.earliest = input.dataset.earliest ? fromIso(input.dataset.earliest) : -Infinity;
    this.latest = input.dataset.latest ? fromIso(input.dataset.latest) : Infinity;
    const label = input.labels?.[0]?.firstChild?.textContent.trim() || "تاریخ";
    this.opener = element("button", { type: "button", class: "date-field-open", "aria-haspopup": "dialog", "aria-expanded": "false" });
    this.opener.setAttribute("aria-label", `انتخاب از تقویم: ${label}`);
    this.opener.append(icon("calendar"));
    this.opener.addEventListener("click", () => (this.popup ? this.close() : this.open()));
    const frame = element("div", { class: "date-field" });
    input.before(frame);
    frame.append(input, this.opener);
    this.frame = frame;
    this.label = label;
    this.leave = (event) => {
      if (!frame.contains(event.target)) this.close(false);
    };
  }

  open() {
    this.chosen = parse(this.input.value);
    this.day = this.clamped(this.chosen ?? today());
    this.popup = element("div", { class: "calendar", role: "dialog", "aria-label": `تقویم: ${this.label}` });
    this.popup.addEventListener("keydown", (event) => this.onKey(event));
    this.frame.append(this.popup);
    this.opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", this.leave);
    document.addEventListener("focusin", this.leave);
    this.draw();
    this.focusDay();
  }

  close(andReturn = true) {
    if (!this.popup) return;
    this.popup.remove();
    this.popup = null;
    this.opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", this.leave);
    document.removeEventListener("focusin", this.leave);
    if (andReturn) this.opener.focus();
  }

  clamped(day) {
    return Math.min(Math.max(day, this.earliest), this.latest);
  }

  choose(day) {
    if (day < this.earliest || day > this.latest) return;
    this.input.value = formatShort(day);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  moveMonths(count, focus) {
    const { year, month, day } = parts(this.day);
    const index = year * 12 + month - 1 + count;
    this.show(Math.floor(index / 12), (((index % 12) + 12) % 12) + 1, day);
    if (focus) this.focusDay();
  }

  show(year, month, day) {
    this.day = this.clamped(fromParts(year, month, Math.min(day, monthLength(year, month))));
    this.draw();
  }

  focusDay() {
    this.popup.querySelector('.calendar-day[tabindex="0"]').focus();
  }

  onKey(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      return;
    }
    if (!event.target.classList.contains("calendar-day")) return;
    const week = weekday(this.day);
    // Right to left: the next day stands to the left.
    const steps = { ArrowLeft: 1, ArrowRight: -1, ArrowDown: 7, ArrowUp: -7, Home: -week, End: 6 - week };
    if (event.key in steps) this.day = this.clamped(this.day + steps[event.key]);
    else if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      this.moveMonths((event.key === "PageDown" ? 1 : -1) * (event.shiftKey ? 12 : 1), true);
      return;
    } else return;
    event.preventDefault();
    this.draw();
    this.focusDay();
  }

  draw() {
    const focused = this.popup.contains(document.activeElement) ? document.activeElement.dataset.part : null;
    this.popup.replaceChildren(this.head(), this.grid(), this.foot());
    if (focused) this.popup.querySelector(`[data-part="${focused}"]`)?.focus();
  }

  head() {
    const { year, month, day } = parts(this.day);
    const months = element("select", { "aria-label": "ماه", "data-part": "month" });
    MONTHS.forEach((title, index) => months.append(new Option(title, index + 1, false, index + 1 === month)));
    months.addEventListener("change", () => this.show(year, Number(months.value), day));
    const years = element("select", { "aria-label": "سال", "data-part": "year" });
    const middle = parts(today()).year;
    const first = Math.min(year, middle - 100);
    const last = Math.max(year, middle + 10);
    for (let each = last; each >= first; each -= 1) years.append(new Option(toPersian(each), each, false, each === year));
    years.addEventListener("change", () => this.show(Number(years.value), month, day));
    const back = element("button", { type: "button", class: "calendar-move", "aria-label": "ماه پیش", "data-part": "back" }, icon("previous"));
    back.addEventListener("click", () => this.moveMonths(-1));
    const forth = element("button", { type: "button", class: "calendar-move", "aria-label": "ماه بعد", "data-part": "forth" }, icon("next"));
    forth.addEventListener("click", () => this.moveMonths(1));
    return element("div", { class: "calendar-head" }, back, months, years, forth);
  }

  grid() {
    const { year, month } = parts(this.day);
    const first = fromParts(year, month, 1);
    const length = monthLength(year, month);
    const heads = WEEKDAYS.map((title) => element("th", { scope: "col", abbr: title }, title[0]));
    const body = element("tbody");
    let row = element("tr");
    for (let empty = 0; empty < weekday(first); empty += 1) row.append(element("td"));
    for (let day = first; day < first + length; day += 1) {
      row.append(element("td", {}, this.dayButton(day, day - first + 1)));
      if (weekday(day) === 6) {
        body.append(row);
        row = element("tr");
      }
    }
    if (row.childElementCount) body.append(row);
    return element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  }

  dayButton(day, number) {
    const button = element("button", { type: "button", class: "calendar-day", tabindex: day === this.day ? "0" : "-1" }, toPersian(number));
    button.setAttribute("aria-label", formatLong(day));
    button.setAttribute("aria-pressed", String(day === this.chosen));
    if (day === today()) {
      button.classList.add("is-today");
      button.setAttribute("aria-current", "date");
    }
    if (weekday(day) === 6) button.classList.add("is-friday");
    if (day < this.earliest || day > this.latest) button.setAttribute("aria-disabled", "true");
    button.addEventListener("click", () => this.choose(day));
    return button;
  }

  foot() {
    const now = element("button", { type: "button", "data-part": "today" }, "امروز");
    now.addEventListener("click", () => this.choose(today()));
    if (today() < this.earliest || today() > this.latest) now.hidden = true;
    const shut = element("button", { type: "button", "data-part": "close" }, "بستن");
    shut.addEventListener("click", () => this.close());
    return element("div", { class: "calendar-foot" }, now, shut);
  }
}

export function attachCalendars(root) {
  for (const input of within(root, "input[data-jalali]:not([data-ready])")) {
    input.dataset.ready = "";
    if (!input.disabled && !input.readOnly) new Calendar(input);
  }
}
