"""``hamyar assess``: what goes in comes out in the same order, and what is refused is refused alone."""

import io
import json
import os
import random
import select
import shlex
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamyar.guidelines import reading, stream
from hamyar.guidelines.tests.households import household, man

ONE = household()
TWO = household(man(45), decile=4)
TEXT_ONE, TEXT_TWO = json.dumps(ONE), json.dumps(TWO)


@pytest.fixture
def run(tmp_path, capfdbinary):
    """Run the command on bytes; gives exit code, standard output and standard error."""

    def command(content, *options):
        path = tmp_path / "input"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = stream.main([str(path), *options])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return command


def totals(out):
    return [json.loads(line).get("score", {}).get("total") for line in out.splitlines()]


def test_one_document_gives_one_document(run):
    code, out, err = run(TEXT_ONE)

    assert (code, err) == (0, "")
    assert json.loads(out)["score"]["total"] == 380


def test_a_document_over_many_lines_is_one_document(run):
    for indent in (0, 1, 4):
        code, out, _ = run("\n \n" + json.dumps(ONE, indent=indent) + "\n\n")

        assert (code, totals(out)) == (0, [380])


def test_an_array_gives_an_array_in_the_same_order(run):
    code, out, _ = run(f" [{TEXT_ONE},\n {TEXT_TWO} , {TEXT_ONE}] ")

    assert code == 0
    assert [one["score"]["total"] for one in json.loads(out)] == [380, 280, 380]


def test_an_empty_array_gives_an_empty_array(run):
    assert run("[ ]")[:2] == (0, "[]\n")


def test_json_lines_give_json_lines(run):
    code, out, _ = run(f"{TEXT_ONE}\n\n{TEXT_TWO}\r\n{TEXT_ONE}")

    assert (code, totals(out)) == (0, [380, 280, 380])


def test_the_output_may_have_another_shape(run):
    assert totals(run(f"[{TEXT_ONE},{TEXT_TWO}]", "--format", "jsonl")[1]) == [380, 280]
    assert len(json.loads(run(f"{TEXT_ONE}\n{TEXT_TWO}", "--format", "json")[1])) == 2
    assert json.loads(run(TEXT_ONE, "--format", "json")[1])["path"] == "social_worker"
    assert len(json.loads(run(f"[{TEXT_ONE}]", "--format", "json")[1])) == 1


def test_a_table_has_a_row_for_each_household(run):
    code, out, _ = run(f"{TEXT_ONE}\n{TEXT_TWO}", "--format", "table")

    assert code == 0
    assert "۳۸۰" in out and "تصمیم مددکار" in out and "زن سرپرستِ همسردرگذشته" in out
    assert len(out.splitlines()) == 4


def test_an_explanation_is_in_persian_and_may_come_as_json_or_beneath_the_row(run):
    explanation = json.loads(run(TEXT_ONE, "--explain")[1])["explanation"]
    table = run(TEXT_ONE, "--explain", "--format", "table")[1]

    assert explanation["summary"].startswith("امتیاز اولویت ۳۸۰")
    assert explanation["factors"][0]["factor"] == "region"
    assert all(change["text"] in table for change in explanation["changes"])


def test_a_named_release_is_used_and_an_unknown_one_refused(run):
    assert json.loads(run(TEXT_ONE, "--release", "emdad-1403")[1])["rules"]["release"] == "emdad-1403"

    code, out, err = run(TEXT_ONE, "--release", "emdad-9999")

    assert (code, out) == (2, "")
    assert "emdad-9999" in err


def test_a_missing_file_is_refused_with_a_sentence(tmp_path, capfdbinary):
    assert stream.main([str(tmp_path / "nothing")]) == 2
    assert "پیدا نشد" in capfdbinary.readouterr().err.decode()


BAD = json.dumps({**ONE, "decile": True})


def test_a_refused_document_prints_nothing_and_ends_the_run(run):
    code, out, err = run(f"{BAD}\n{TEXT_ONE}")

    assert (code, out) == (2, "")
    assert "سند ۱ " in err and "$.decile" in err and "guidelines.document.type" in err


def test_documents_before_the_refused_one_are_printed(run):
    assert totals(run(f"{TEXT_ONE}\n{BAD}\n{TEXT_TWO}")[1]) == [380]
    assert len(json.loads(run(f"[{TEXT_ONE},{BAD},{TEXT_TWO}]")[1])) == 1
    assert run(f"[{BAD},{TEXT_TWO}]")[1] == ""


@pytest.mark.parametrize("layout", ["{}\n{}\n{}\n{}", "[{},{},{},{}]"])
def test_keep_going_puts_an_error_object_in_the_place_of_the_refused_one(run, layout):
    code, out, err = run(layout.replace("{}", "%s") % (TEXT_ONE, BAD, TEXT_TWO, BAD), "--keep-going")
    documents = json.loads(out) if out.startswith("[") else [json.loads(line) for line in out.splitlines()]

    assert code == 2
    assert [next(iter(one)) for one in documents] == ["format", "error", "format", "error"]
    assert documents[1]["error"]["document"] == 2
    assert documents[3]["error"]["document"] == 4
    assert documents[1]["error"]["path"] == "$.decile"
    assert documents[1]["error"]["code"] == "guidelines.document.type"
    assert documents[1]["error"]["reason"].endswith(".")
    assert len(err.splitlines()) == 2


def codes(out):
    documents = json.loads(out) if out.startswith("[") else [json.loads(line) for line in out.splitlines()]
    return [one["error"]["code"].rpartition(".")[2] if "error" in one else "" for one in documents]


DEEP, VERY_DEEP = "[" * 65 + "]" * 65, "[" * 20_000 + "]" * 20_000


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ('{"a": NaN}', "not_a_number"),
        ('{"a": Infinity}', "not_a_number"),
        ('{"a": [-Infinity]}', "not_a_number"),
        (TEXT_ONE.replace('"decile": 2', '"decile": NaN'), "not_a_number"),
        ('{"a": tru}', "not_json"),
        ("{'a': 1}", "not_json"),
        ('{"a": 01}', "not_json"),
        ('{"a" 1}', "not_json"),
        ('{"a": "\t"}', "not_json"),
        pytest.param(f'{{"people": {DEEP}}}', "too_deep", id="65 deep"),
        pytest.param(f'{{"people": {VERY_DEEP}}}', "too_deep", id="20000 deep"),
        ("{}", "required"),
        ('{"format": "hamyar.household/1", "x": 1}', "unknown_field"),
    ],
)
def test_a_broken_document_is_refused_and_its_neighbours_are_not(run, bad, code):
    assert codes(run(f"{TEXT_ONE}\n{bad}\n{TEXT_TWO}\n", "--keep-going")[1]) == ["", code, ""]
    assert codes(run(f"[{TEXT_ONE},{bad},{TEXT_TWO}]", "--keep-going")[1]) == ["", code, ""]
    assert run(bad)[:2] == (2, "")


@pytest.mark.parametrize("bad", [TEXT_ONE[:40], TEXT_ONE[:-1], TEXT_ONE + " x", TEXT_ONE + TEXT_ONE, "12", "nonsense"])
def test_a_broken_line_is_one_document(run, bad):
    found = codes(run(f"{TEXT_ONE}\n{bad}\n{TEXT_TWO}\n{TEXT_ONE}", "--keep-going")[1])

    assert found in (["", "not_json", "", ""], ["", "type", "", ""])


def test_after_a_broken_document_of_many_lines_the_next_one_is_found(run):
    broken = json.dumps(ONE, indent=2).replace('"decile": 2', '"decile": two')

    assert codes(run(f"{broken}\n{json.dumps(TWO, indent=2)}\n", "--keep-going")[1]) == ["not_json", ""]


@pytest.mark.parametrize("content", ["", " \n\t\r\n", "\ufeff"])
def test_empty_input_is_refused(run, content):
    code, out, err = run(content)

    assert (code, out) == (2, "")
    assert "guidelines.document.empty" in err


@pytest.mark.parametrize(
    "content", ["[", "[,]", f"[{TEXT_ONE},]", f"[{TEXT_ONE} {TEXT_ONE}]", "[]x", "[tru]", "]", "[1,2"]
)
def test_a_broken_array_is_refused(run, content):
    code, out, err = run(content)

    assert code == 2
    assert "not_json" in err or "type" in err
    assert out == "" or len(json.loads(out)) <= 1


def test_a_fault_names_its_line_and_column(run):
    assert "سطر ۳، ستون ۱۲" in run('\n{\n "decile": two\n}')[2]
    assert "سطر ۲، ستون ۲" in run(f"[{TEXT_ONE},\n x]")[2]


@pytest.mark.parametrize(
    ("bad", "place"),
    [
        ('{"people": [{"key": "a"}, {"pension_monthly_rials": NaN}], "decile": Infinity}', "$.people[1].pension_monthly_rials"),
        ("[[0, -Infinity]]", "$[1]"),
        ("NaN", "$"),
        ('{"decile": NaN, "decile": 2}', "$"),
    ],
)  # fmt: skip
def test_of_what_is_no_number_the_first_place_is_named(run, bad, place):
    assert f": {place}: " in run(bad)[2]


def test_bytes_that_are_no_utf8_are_refused(run):
    bad = TEXT_ONE.encode().replace(b"head", b"h\xff\xfed")

    assert codes(run(b"\n".join([TEXT_ONE.encode(), bad, TEXT_TWO.encode()]), "--keep-going")[1]) == [
        "",
        "not_utf8",
        "",
    ]
    assert codes(run(b"[" + TEXT_ONE.encode() + b"," + bad + b"]", "--keep-going")[1]) == ["", "not_utf8"]


def test_a_byte_order_mark_is_passed_over(run):
    assert run("\ufeff" + TEXT_ONE)[0] == 0


def test_numbers_are_read_as_json_means_them(run):
    def code_with(decile):
        return run(TEXT_ONE.replace('"decile": 2', f'"decile": {decile}'))[0]

    assert [code_with(text) for text in ("2.0", "2e0", "20e-1", "2.000000000000000000000")] == [0] * 4
    assert [code_with(text) for text in ("2.0000000000000000000001", "1e400", "-1e400", "0.5", "1e-999999999999")] == [
        2
    ] * 5
    assert code_with("1" * 5000) == 2
    for pension in ("1e99", "0e-99999999999999999999", "-0.0"):
        field = f'"relation": "head", "pension_monthly_rials": {pension}'
        assert run(TEXT_ONE.replace('"relation": "head"', field))[0] == 0


def test_of_a_name_given_twice_the_last_counts(run):
    assert totals(run(TEXT_ONE.replace('"decile": 2', '"decile": true, "decile": 1'))[1]) == [430]


def test_letters_of_any_script_come_in_whole_however_the_bytes_are_cut(run):
    long = {**ONE, "dwelling": {**ONE["dwelling"], "address": "نشانی " * 40_000}}

    assert codes(run(f"[{json.dumps(long, ensure_ascii=False)},{TEXT_TWO}]")[1]) == ["", ""]


@given(
    st.lists(st.sampled_from([TEXT_ONE, TEXT_TWO, BAD, json.dumps(TWO, indent=1)]), min_size=1, max_size=6),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_document_is_read_once_and_in_order(texts, as_array):
    joined = "[" + " ,\n".join(texts) + "]" if as_array else "\n".join(texts)

    layout, documents = reading.documents(io.BufferedReader(io.BytesIO(joined.encode())))

    assert layout == ("array" if as_array else "lines")
    assert [read.value for read in documents] == [json.loads(text) for text in texts]


@pytest.mark.parametrize("as_array", [True, False])
def test_memory_does_not_grow_with_the_stream(as_array):
    def source(number):
        lines = [TEXT_ONE.encode()] * number
        return io.BytesIO(b"[" + b",".join(lines) + b"]" if as_array else b"\n".join(lines))

    def peak(number):
        bytes_in = source(number)
        tracemalloc.start()
        assert sum(1 for _ in reading.documents(bytes_in)[1]) == number
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(8_000) < 2 * peak(500) + 200_000


PROGRAM = "import sys; from hamyar.guidelines.stream import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize(
    "begun",
    [f"{TEXT_ONE}\n", f"\ufeff\n{TEXT_ONE}\n{TEXT_TWO[:50]}", f"{json.dumps(ONE, indent=2)}\n", f"[{TEXT_ONE}, {TEXT_TWO[:50]}"],
    ids=["a line", "a line and a half", "many lines", "an array"],
)  # fmt: skip
def test_a_document_is_answered_before_the_next_one_is_waited_for(begun):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "-", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        process.stdin.write(begun.encode())
        process.stdin.flush()

        answered, _, _ = select.select([process.stdout], [], [], 20)

        assert answered
        assert json.loads(process.stdout.readline())["score"]["total"] == 380


def test_an_output_that_takes_nothing_more_is_told_in_a_sentence(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text(f"{TEXT_ONE}\n" * 500)

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], stdout=full, stderr=subprocess.PIPE)

    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["خروجی نوشته نشد. جای خالی دیسک و دسترسی به خروجی را بررسی کنید."]


@pytest.mark.parametrize(("closed", "code"), [("<&-", 2), (">&-", 1), ("2>&-", 2)])
def test_a_closed_stream_of_the_three_is_no_fault(closed, code):
    command = f"{shlex.join([sys.executable, '-c', PROGRAM, '-'])} {closed}"

    done = subprocess.run(["sh", "-c", command], input=f"{TEXT_ONE}\n{BAD}".encode(), capture_output=True)

    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_text(f"{TEXT_ONE}\n" * 5_000)

    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        error = process.stderr.read()
        process.wait()

    assert process.returncode == 141
    assert error == b""


def test_standard_input_is_read_without_django_and_without_pydantic():
    program = (
        "import sys; from hamyar.guidelines.stream import main; code = main(['-']);"
        "assert not {'django', 'pydantic', 'jdatetime'} & set(sys.modules), 'start-up must stay quick'; sys.exit(code)"
    )

    done = subprocess.run([sys.executable, "-c", program], input=TEXT_ONE.encode(), capture_output=True, check=True)

    assert json.loads(done.stdout)["score"]["total"] == 380


def test_nesting_is_measured():
    deep = current = {}
    for _ in range(63):
        current["a"] = {}
        current = current["a"]

    assert not reading.is_too_deep(deep)
    current["a"] = [1]
    assert reading.is_too_deep(deep)


def test_any_bytes_end_in_an_exit_code_and_never_in_a_fault(run):
    chance = random.Random(7)
    for _ in range(150):
        broken = bytearray(f"{TEXT_ONE}\n{TEXT_TWO}\n".encode() if chance.random() < 0.5 else f"[{TEXT_ONE}]".encode())
        for _ in range(chance.randint(1, 4)):
            broken[chance.randrange(len(broken))] = chance.choice(b'{}[]",:\\\n\x00\xffu0e')
        assert run(bytes(broken), "--keep-going")[0] in (0, 2)
