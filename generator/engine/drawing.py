"""Draw a template once and fill it in for many pages: the same bytes as drawing it for each, in a tenth of the time.

What a generated page brings to the theme's templates is its text, title, description, what it tells programs in its
head, and its name; the rest is the same for every page of a folder. So the template is drawn with marks in their
places, by MkDocs and Jinja themselves. This holds only if the template prints those values as they are and asks nothing
else of the page, which is watched while drawing:

- the marks hold what any filter would change, so that a filtered one is no longer found, and its remains are;
- they are drawn twice, with other marks of other lengths, and all around them must be the same;
- questions whether the text holds some words are noted and become a part of what pages must share; whatever else is
  asked of a value, such as its length, ends the attempt;
- of the front matter every key that is asked for is noted too, and pages share a drawing only if they agree on it.

The first page of each kind is also made by MkDocs' own steps and compared, once for all builds with the same settings,
navigation, theme and versions; what was compared is drawn once from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from mkdocs.structure.pages import Page
from mkdocs.utils import meta as mkdocs_meta
from msgspec import Struct, field

from . import mkdocs_private
from .files import ArchiveFile, Making
from .lean import joined, lean

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File
    from mkdocs.structure.nav import Navigation

    from generator.model import Body

OWN = ("title", "description", "head")
"""Keys of the front matter that every page has a value of its own for."""
_NAME = re.compile(r"[a-z0-9-]+")
_MARKED = re.compile("[\ue000-\ue00f]")
_AS_IT_IS = ' &amp; &#123;x&#125; <b class="y">É</b>  \' “ß” $1 \\ %s İ '
"""What filters would change: entities, tags, quotes, spaces, and letters whose case or form has more than one shape."""

MANY = 64
"""So many kinds of pages of one template are worth being drawn once each."""


class Unfit(Exception):  # noqa: N818 - no error: the pages go the long way
    """A template asks more of a page than can be known for many pages at once."""


class _Text(str):
    """A page's text while a template is drawn: says what is asked of it."""

    __slots__ = ("asked", "held")
    asked: set[str]
    held: frozenset[str]

    def __contains__(self, words: object) -> bool:
        if not isinstance(words, str):
            raise Unfit
        self.asked.add(words)
        return words in self.held

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return str.__str__(self)

    def _refuse(self, *_: object) -> Any:
        raise Unfit

    __len__ = __iter__ = __getitem__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __mul__ = __mod__ = _refuse
    __hash__ = str.__hash__

    def __getattribute__(self, name: str) -> Any:
        if name in {"asked", "held", "__class__", "__str__", "__html__"} or name.startswith("__"):
            return str.__getattribute__(self, name)
        raise Unfit


class _Meta(dict[str, Any]):
    """A page's front matter while a template is drawn: notes the keys that are asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def _refuse(self, *_: object) -> Any:
        raise Unfit

    __iter__ = keys = values = items = copy = pop = setdefault = update = _refuse  # type: ignore[assignment]


class _Heading(Struct, frozen=True):
    """The first heading of a page while a template is drawn."""

    url: str

    def __getattr__(self, name: str) -> Any:
        raise Unfit


class Headings:
    """A page's table of contents while a template is drawn: knows its first entry."""

    def __init__(self, first: str | None) -> None:
        self._first = first

    def __iter__(self) -> Iterator[_Heading]:
        if self._first is not None:
            yield _Heading(f"#{self._first}")
            raise Unfit

    def __bool__(self) -> bool:
        return self._first is not None

    def __getattr__(self, name: str) -> Any:
        raise Unfit

    def __len__(self) -> int:
        raise Unfit


class _Drawn(Page):
    """A page made of marks; what marks cannot stand for is refused."""

    @property
    def markdown(self) -> Any:
        if self.__dict__.get("ready"):
            raise Unfit
        return ""

    @markdown.setter
    def markdown(self, value: Any) -> None:
        pass


class _Marks(Struct, frozen=True):
    """What stands for a page's own values in one drawing."""

    number: int

    @property
    def text(self) -> str:
        return f"\ue000{_AS_IT_IS * self.number}\ue001"

    @property
    def title(self) -> str:
        return f"\ue002{_AS_IT_IS * self.number}\ue003"

    @property
    def description(self) -> str:
        return f"\ue004{_AS_IT_IS * self.number}\ue005"

    @property
    def head(self) -> str:
        return f"\ue006{_AS_IT_IS * self.number}\ue007"

    @property
    def name(self) -> str:
        return "bf-mark-of-a-name-" + "x" * self.number

    @property
    def heading(self) -> str:
        return f"bf-mark-of-a-heading-{'y' * self.number}"

    def split(self, output: str) -> tuple[str, ...]:
        """Return what stands around the marks, and at every second place which mark it is."""
        kinds = {getattr(self, kind): kind for kind in ("text", *OWN, "name", "heading")}
        parts = re.split("(" + "|".join(map(re.escape, kinds)) + ")", output)
        if any(_MARKED.search(part) or "bf-mark" in part.lower() for part in parts[::2]):
            raise Unfit
        return tuple(kinds.get(part, part) if place % 2 else part for place, part in enumerate(parts))


class _Kind(Struct):
    """What is known of the pages of one template."""

    asked: set[str] = field(default_factory=set)
    """Words that the template looks for in the text."""
    keys: set[str] = field(default_factory=set)
    """Keys of the front matter that it looks at."""
    shells: dict[Any, tuple[str, ...]] = field(default_factory=dict)
    proved: set[Any] = field(default_factory=set)
    """What pages shared when they were drawn with two sets of marks."""
    unfit: bool = False


class Drawings:
    """Every template as drawn so far, for one process."""

    def __init__(
        self,
        config: MkDocsConfig,
        env: jinja2.Environment,
        nav: Navigation,
        pages: Sequence[File],
        making: Making,
        compared: set[bytes],
    ) -> None:
        self._config = config
        self._env = env
        self._nav = nav
        self._pages = pages
        self._making = making
        self._kinds: dict[str, _Kind] = {}
        self._compared = compared
        """Digests of the kinds that need not be compared any more; those of this build are added."""
        self.refused: set[str] = set()
        """Templates that ask too much."""

    def fill(self, file: ArchiveFile, body: Body) -> tuple[str, Any] | None:
        """Return a page's HTML and what it shares with others of its kind, or None if it cannot be made this way."""
        told = {key: lean(value) for key in OWN if (value := body.front.get(key))}
        folder, name, index = _place(file)
        template = _template(body)
        kind = self._kinds.setdefault(template, _Kind())
        if kind.unfit or "title" not in told or not _NAME.fullmatch(name):
            return None
        try:
            while True:
                shared = (
                    tuple(word for word in sorted(kind.asked) if word in body.html),
                    tuple((key, repr(body.front.get(key))) for key in sorted(kind.keys)),
                    tuple(told),
                    bool(body.headings),
                )
                shell = kind.shells.get((folder, index, shared))
                if shell is not None:
                    break
                self._draw(kind, template, folder, index, file, shared)
        except Unfit:
            kind.unfit = True
            self.refused.add(template)
            return None
        own = {
            **told,
            "text": lean(body.html),
            "name": name,
            "heading": body.headings[0] if body.headings else "",
        }
        parts = list(shell)
        parts[1::2] = [own[part] for part in parts[1::2]]
        return joined(parts), (template, index, shared)

    def compared(self, shared: Any) -> bool:
        """Return whether a page of a kind has been compared with MkDocs' own."""
        return _digest(shared) in self._compared

    def compare(self, body: Body, shared: Any, *, same: bool) -> None:
        """Note what comparing a page with MkDocs' own has shown."""
        if same:
            self._compared.add(_digest(shared))
        else:
            self._kinds[_template(body)].unfit = True
            self.refused.add(_template(body))

    def _draw(self, kind: _Kind, template: str, folder: str, index: bool, file: ArchiveFile, shared: Any) -> None:
        words, keys = set(kind.asked), set(kind.keys)
        meta = _meta(file)
        drawn = self._pieces(kind, folder, index, meta, shared, _Marks(1))
        if kind.asked != words or kind.keys != keys:
            return  # more is asked than was known; pages must share that too
        if (index, shared) not in kind.proved and not self.compared((template, index, shared)):
            if self._pieces(kind, folder, index, meta, shared, _Marks(2)) != drawn or len(kind.proved) > MANY:
                raise Unfit
            if kind.asked != words or kind.keys != keys:
                return
            kind.proved.add((index, shared))
        kind.shells[folder, index, shared] = drawn

    def _pieces(
        self, kind: _Kind, folder: str, index: bool, meta: dict[str, Any], shared: Any, marks: _Marks
    ) -> tuple[str, ...]:
        """Draw a template with marks, as MkDocs draws a page."""
        held, _, told, headed = shared
        uri = f"{folder}/{marks.name}/index.md" if index else f"{folder}/{marks.name}.md"
        file = ArchiveFile(uri, self._making)
        page: Any = _Drawn(None, file, self._config)
        page.meta = _Meta({**meta, **{key: getattr(marks, key) for key in told}})
        page.title = marks.title
        text = _Text(marks.text)
        text.asked, text.held = set(), frozenset(held)
        page.content = text
        page.toc = Headings(marks.heading if headed else None)
        page.ready = True
        page.active = True
        context = mkdocs_private.context_of(page, self._config, self._pages, self._nav)
        template = self._env.get_template(meta.get("template", "main.html"))
        try:
            output = template.render(context)
        except Exception as error:
            raise Unfit from error  # if it is the template's own, MkDocs says so
        kind.asked |= text.asked
        kind.keys |= page.meta.asked.difference(OWN)
        return marks.split(lean(output))


@lru_cache(maxsize=1024)
def _digest(shared: Any) -> bytes:
    return blake2b(repr(shared).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _place(file: ArchiveFile) -> tuple[str, str, bool]:
    """Return folder and name of a page, and whether it is the index of the folder of that name."""
    path = file.src_uri.removesuffix(".md")
    index = path.endswith("/index")
    folder, _, name = path.removesuffix("/index").rpartition("/")
    return folder, name, index


def _template(body: Body) -> str:
    """Return the name of a page's template, as MkDocs takes it."""
    return str(body.front.get("template", "main.html"))


def _meta(file: ArchiveFile) -> dict[str, Any]:
    """Return a page's front matter as MkDocs reads it."""
    assert file.abs_src_path is not None
    with open(file.abs_src_path, encoding="utf-8-sig") as source:
        return dict(mkdocs_meta.get_data(source.read())[1])
