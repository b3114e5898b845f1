"""Persian order and Persian search, the same on every server: no collation of the machine is asked (docs/adr/0004)."""

from django.db import migrations

LETTERS = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
LOOK_ALIKES = {
    "أ": "ا",
    "إ": "ا",
    "ٱ": "ا",
    "ؤ": "و",
    "ئ": "ی",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ة": "ه",
    "ۀ": "ه",
    "ە": "ه",
    "ہ": "ه",
    "ھ": "ه",
}
LATIN_DIGITS = "0123456789" * 2
OTHER_DIGITS = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
# Half-space, joiners, direction marks, kashida, vowel signs and the raised hamza: no letter of the alphabet.
SILENT = "".join(
    map(chr, [0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, 0x00AD, 0x0640, *range(0x064B, 0x0660), 0x0670])
)


def key_arguments() -> tuple[str, str]:
    """What ``translate`` replaces and by what: each letter by a character that stands in its place of the alphabet."""
    place = {letter: chr(0x0621 + index) for index, letter in enumerate(LETTERS)}
    letters = {**place, **{other: place[letter] for other, letter in LOOK_ALIKES.items()}}
    return "".join(letters) + OTHER_DIGITS + SILENT, "".join(letters.values()) + LATIN_DIGITS


KEY_FROM, KEY_TO = key_arguments()

# Marks, controls and spaces of the scripts in use here, as ranges of a regular expression.
MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    r"\ufe00-\ufe0f\ufe20-\ufe2f"
)
CONTROLS = r"\u0001-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
SPACES = r"\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
FOLDED_FROM = "آأإةۀہەھؤئءـ"
FOLDED_TO = "اااههههه" + "وی"

CREATE = f"""
CREATE OR REPLACE FUNCTION fa_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower(normalize(value, NFC)), '{KEY_FROM}', '{KEY_TO}') COLLATE "C";
COMMENT ON FUNCTION fa_key(text) IS 'A key whose order of bytes is the order of the Persian alphabet';

CREATE OR REPLACE FUNCTION fa_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower(normalize(
    regexp_replace(
        translate(
            normalize(translate(translate(normalize(value, NFKC), 'يىكٱ', 'ییکا'), '{FOLDED_FROM}', '{FOLDED_TO}'), NFD),
            '{FOLDED_FROM}', '{FOLDED_TO}'),
        '[{MARKS}{CONTROLS}{SPACES}]', '', 'g'),
    NFC)), '{OTHER_DIGITS}', '{LATIN_DIGITS}') COLLATE "C";
COMMENT ON FUNCTION fa_fold(text) IS 'A key under which two spellings of one name are equal; as hamyar.values.text.fold';
"""


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]
    operations = [
        migrations.RunSQL(sql=CREATE, reverse_sql="DROP FUNCTION fa_fold(text); DROP FUNCTION fa_key(text);"),
    ]
