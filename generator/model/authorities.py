"""Names and rules that the stages are given."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class AgencyName(Struct, frozen=True, kw_only=True):
    """An agency of the authority file: its preferred name and what else it is called."""

    name: str
    variants: tuple[str, ...] = ()
    """Full spellings, in any script; matched as whole words."""
    initials: tuple[str, ...] = ()
    """Short forms that count only where an agency is expected: datelines, credits, copyright tails."""
    domains: tuple[str, ...] = ()


class OutletName(Struct, frozen=True, kw_only=True):
    """An outlet of the authority file."""

    name: str
    variants: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """A named rule that drops boilerplate lines."""

    name: str
    patterns: tuple[str, ...]
    """Regular expressions, each matched against a whole line, case ignored."""
    until: Literal["line", "end"] = "line"
    """`end`: the line and all below it are boilerplate, as after a paywall."""


class Authorities(Struct, frozen=True, kw_only=True):
    """Preferred names, and the boilerplate rules: data that the stages work with."""

    agencies: tuple[AgencyName, ...]
    outlets: tuple[OutletName, ...]
    rules: tuple[Rule, ...]
