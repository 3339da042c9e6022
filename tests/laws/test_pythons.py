"""Every Python makes the same bytes: those that have an environment, which `make pythons` gives them."""

from __future__ import annotations

import pytest

from tests.campaigns.pythons import differing, environments, manifest_by


def test_every_python_makes_the_same_bytes():
    commands = dict(environments())
    if len(commands) < 2:
        pytest.skip("needs two Pythons with Backfile: make pythons")

    assert differing({name: manifest_by(command) for name, command in commands.items()}) == []
