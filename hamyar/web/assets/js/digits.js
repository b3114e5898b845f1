// Persian and Latin digits, as hamyar/values/digits.py has them.
const PERSIAN = "۰۱۲۳۴۵۶۷۸۹";
const ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩";

export function toPersian(value) {
  return String(value).replace(/\d/g, (digit) => PERSIAN[digit]);
}

export function toLatin(text) {
  return text
    .replace(/[۰-۹]/g, (digit) => PERSIAN.indexOf(digit))
    .replace(/[٠-٩]/g, (digit) => ARABIC_INDIC.indexOf(digit));
}
