"""String foreign keys, which the import linter cannot see, point down the map as imports do."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def ranks() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("exhaustive"))
    return {
        name.strip().strip("()"): len(layers) - place for place, layer in enumerate(layers) for name in layer.split("|")
    }


def foreign_keys() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("hamyar."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            points = getattr(field, "remote_field", None) is not None and not field.auto_created
            if target is not None and points and target.__module__.startswith("hamyar."):
                found.append((model._meta.app_label, f"{model.__name__}.{field.name}", target._meta.app_label))
    return found


def test_every_package_stands_on_the_map():
    packages = {path.parent.name for path in (ROOT / "hamyar").glob("*/__init__.py")}

    assert packages <= set(ranks())


@pytest.mark.parametrize(("owner", "field", "target"), foreign_keys())
def test_a_foreign_key_points_down_the_map(owner, field, target):
    rank = ranks()

    assert owner == target or rank[target] < rank[owner], f"{owner}: {field} points up to {target}"
