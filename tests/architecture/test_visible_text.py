"""The test that pages speak Persian only sees what it should."""

from tests.visible_text import english_words


def test_an_english_word_in_the_text_or_in_a_label_is_found():
    assert english_words("<p>سلام World</p><button aria-label='close it'>×</button>") == {"World", "close", "it"}


def test_codes_and_what_people_typed_may_be_latin():
    assert not english_words("<p>پرونده <bdi>E-13</bdi> <span class='user-text'>Ali</span></p><script>let x</script>")
