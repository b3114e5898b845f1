"""Forms of the staff whose text a household reads as it was written: a word kept from households is named, and may stay."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from hamyar.values.avoided_words import avoided_in
from hamyar.web import wording

STAY = "words_stay"


class ReadByHousehold(forms.Form):
    """Warns of the words of section 6 of the glossary and offers the neutral ones. The text stays as it is when the writer
    says so; ``kept_words`` holds the keys of the words then, for the action to keep (E-9.a.1, A-40)."""

    read_by_household: ClassVar[tuple[str, ...]] = ()  # names of the fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept_words: tuple[str, ...] = ()
        if self.is_bound and self.add_prefix(STAY) in self.data:
            self._offer_to_stay()

    def texts(self, given: dict[str, Any]) -> Iterable[tuple[str | None, str]]:
        """What the household will read, by the field that says it; None for what stands outside the form."""
        return [(name, given.get(name) or "") for name in self.read_by_household]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        confirmed = given.pop(STAY, False)
        found = [(name, words) for name, text in self.texts(given) if (words := avoided_in(text))]
        every = list(dict.fromkeys(each for _name, words in found for each in words))
        if not every:
            self.fields.pop(STAY, None)
            return given
        self._offer_to_stay("، ".join(f"«{each.word}»" for each in every))
        if confirmed:
            self.kept_words = tuple(each.key for each in every)
            return given
        for name, words in found:
            instead = "؛ ".join(wording.INSTEAD.format(word=each.word, neutral=each.neutral) for each in words)
            self.add_error(name, wording.AVOIDED_WORDS.format(instead=instead))
        return given

    def _offer_to_stay(self, words: str = "") -> None:
        self.fields[STAY] = forms.BooleanField(label=wording.WORDS_STAY.format(words=words), required=False)
