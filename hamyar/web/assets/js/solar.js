// The Solar Hijri calendar, from the browser's own tables (Intl). Days are numbers: days since 1970-01-01.
import { toLatin, toPersian } from "./digits.js";

export const MONTHS = [
  "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
  "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
];
export const WEEKDAYS = ["شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه"];

const DAY = 86_400_000;
const format = new Intl.DateTimeFormat("en-u-ca-persian-nu-latn", {
  year: "numeric",
  month: "numeric",
  day: "numeric",
  timeZone: "UTC",
});

export function parts(day) {
  const found = Object.fromEntries(format.formatToParts(new Date(day * DAY)).map((part) => [part.type, part.value]));
  return { year: parseInt(found.year, 10), month: parseInt(found.month, 10), day: parseInt(found.day, 10) };
}

const yearStarts = new Map();

// 1 Farvardin lies on 19 to 22 March of the Gregorian year that begins 621 years later.
function startOfYear(year) {
  if (!yearStarts.has(year)) {
    let day = Date.UTC(year + 621, 2, 19) / DAY;
    while (parts(day).year < year) day += 1;
    yearStarts.set(year, day);
  }
  return yearStarts.get(year);
}

export function monthLength(year, month) {
  if (month <= 6) return 31;
  return month < 12 ? 30 : startOfYear(year + 1) - startOfYear(year) - 336;
}

export function fromParts(year, month, day) {
  const before = month <= 7 ? 31 * (month - 1) : 186 + 30 * (month - 7);
  return startOfYear(year) + before + day - 1;
}

// 0 is شنبه. Day 0, 1 January 1970, was a پنج‌شنبه.
export function weekday(day) {
  return (((day + 5) % 7) + 7) % 7;
}

export function fromIso(text) {
  const day = Date.parse(`${text}T00:00:00Z`) / DAY;
  return Number.isInteger(day) ? day : null;
}

export function parse(text) {
  const typed = /^\s*(\d{4})\s*[/\-.]\s*(\d{1,2})\s*[/\-.]\s*(\d{1,2})\s*$/.exec(toLatin(text));
  if (!typed) return null;
  const [year, month, day] = typed.slice(1).map(Number);
  if (year < 1200 || year > 1599 || month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return null;
  return fromParts(year, month, day);
}

const twoDigits = (number) => String(number).padStart(2, "0");

export function formatShort(day) {
  const { year, month, day: number } = parts(day);
  return toPersian(`${year}/${twoDigits(month)}/${twoDigits(number)}`);
}

export function formatLong(day) {
  const { year, month, day: number } = parts(day);
  return `${WEEKDAYS[weekday(day)]} ${toPersian(number)} ${MONTHS[month - 1]} ${toPersian(year)}`;
}

// The page says which day it is: in demonstrations the clock is moved.
export function today() {
  const said = document.documentElement.dataset.today;
  if (said) return fromIso(said);
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY;
}
