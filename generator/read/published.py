"""Published: which records say of themselves that the public was never, or is no longer, to read them.

One table of words for every format: what systems call the state of an item, in the languages their interfaces and
exports speak, in whatever case and spelling. What is not in the table says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from generator.model import Kill, Passed
from generator.read import article_words

DRAFT, PRIVATE, PENDING, SCHEDULED = "a draft", "private", "waiting for its release", "scheduled, not published yet"
DELETED, WITHDRAWN, MEMBERS, EMBARGO = "deleted", "withdrawn by its maker", "for members only", "under an embargo"
UNPUBLISHED = "not published"
HELD_BACK = (DRAFT, PRIVATE, PENDING, SCHEDULED, DELETED, WITHDRAWN, MEMBERS, EMBARGO, UNPUBLISHED)
"""How the reasons begin for which records are not for the public."""

_STATES: Mapping[str, str] = {
    DRAFT: """draft drafts autodraft inherit wip workinprogress inprogress beingcorrected unfinished entwurf
        arbeitsstand brouillon borrador esborrany bozza rascunho concept klad utkast udkast kladde luonnos szkic
        koncept navrh vazlat taslak ciorna черновик чернетка чернова مسودة טיוטה 草稿 草案 下書き 초안 임시저장 ingested
        fetched routed draftversion prepa zirriborroa piszkozat πρόχειρο προσχέδιο nacrt skica нацрт скица
        osnutek mustand drög juodraštis melnraksts rasimu draf konsep bảnnháp मसौदा ड्राफ़्ट ड्राफ्ट খসড়া ฉบับร่าง
        پیش‌نویس مسوده roboczy wersjarobocza donotpublish notready notfinal skip skipped""",
    PRIVATE: """private privat prive privee privado privada privato privata prywatny приватный приватно личное خاص פרטי
        hidden versteckt verborgen cache oculto nascosto skjult dold скрыт скрыто مخفي 非公開 非公开 私有 私密 비공개
        internal intern interne interno internalonly confidential vertraulich confidentiel password
        passwordprotected protected ιδιωτικό ιδιωτικη magán soukromé súkromné zasebno gizli особисте приватне riêngtư
        निजी ส่วนตัว خصوصی onlyme justme friends friendsonly ownersonly restrictedtoeditors""",
    PENDING: """pending pendingreview review inreview underreview forreview needsreview toreview submitted
        awaitingreview awaitingapproval forapproval needsapproval unapproved hold onhold held ausstehend
        zurprufung inprufung wartetaufprufung enattente arelire pendiente pendientederevision enrevision
        inattesa inrevisione pendente revisaopendente emrevisao inafwachting venter vantar oczekuje oczekujacy
        наутверждении ожидает ожидаетпроверки قيدالمراجعة 待审 待审核 審査中 レビュー待ち 검토중 prop propose
        legalhold editorialhold onlegalhold legalreview factcheck infactcheck copyedit incopyedit editing inediting
        εκκρεμεί függőben čeká naschválení beklemede chờduyệt menunggu""",
    SCHEDULED: """future scheduled schedule geplant terminiert planifie programme programmee programado programada
        programmato agendado gepland ingepland planlagt schemalagd zaplanowany запланировано запланирован
        отложено مجدول 定时发布 定時 予約 予約投稿 예약""",
    DELETED: """trash trashed trashbin bin deleted delete softdeleted removed remove purged papierkorb geloscht entfernt
        corbeille supprime supprimee papelera eliminado eliminada borrado borrada cestino eliminato cestinato
        lixeira excluido removido prullenbak verwijderd papirkurv slettet papperskorgen borttagen kosz usuniety
        корзина удален удалено محذوف נמחק 削除 ゴミ箱 删除 已删除 回收站 삭제 spam poubelle
        κάδος διαγραμμένο törölt smazáno smazaný silindi çöp đãxóa dihapus""",
    WITHDRAWN: """withdrawn withheld killed kill mandatorykill canceled cancelled cancel recalled recall retracted
        revoked spiked rejected declined suppressed void blocked gesperrt zuruckgezogen storniert abgelehnt annule
        annulee retire retiree rejete cancelado cancelada anulado anulada retirado retirada rechazado annullato
        ritirato rifiutato rejeitado ingetrokken afgewezen tilbagetrukket indragen tilbaketrukket wycofany
        отозван отозвано аннулировано отклонено ملغى مسحوب 撤回 撤稿 取消 expired abgelaufen expire expirado scaduto
        refuse takendown takedown pulled""",
    EMBARGO: "embargo embargoed embargado sottoembargo sousembargo sperrfrist unterembargo sperre "
    "untilfurthernotice bisaufweiteres jusquanouvelordre hastanuevoaviso finoanuovoavviso totnaderorder",
    UNPUBLISHED: """unpublished notpublished unpublish unveroffentlicht nichtveroffentlicht nonpublie nonpubliee
        depublie nopublicado despublicado sinpublicar nonpubblicato naopublicado ongepubliceerd nietgepubliceerd
        upubliceret upublisert opublicerad avpublicerad nieopublikowany неопубликовано неопубликован
        снятспубликации غيرمنشور 未発表 未公開 未公开 未发布 미공개 offline disabled inactive deactivated
        archived archiviert archivado archivada archiviato arquivado arquivada gearchiveerd архивировано
        notlive notforpublication notforrelease nopublicar nichtveroffentlichen nepaspublier nonpubblicare
        αδημοσίευτο nemzveřejněno yayındadeğil""",
}
_MEMBERS = """members member membersonly memberonly paid onlypaid paidonly paidmembers subscribers subscriber
        subscribersonly onlysubscribers founding onlyfree tiers registered registeredonly mitglieder
        nurmitglieder abonnenten nurabonnenten membres abonnes miembros suscriptores solosuscriptores membri
        abbonati membros assinantes leden abonnees"""
"""Whom an item is for, where a key asks that."""

_STATE_KEYS = """status state poststatus postingstatus pubstatus publicationstatus publicationstate publishstatus
        publishstate publishingstatus publishingstate publishedstatus articlestatus articlestate contentstatus
        contentstate entrystatus itemstatus pagestatus storystatus docstatus documentstatus managementstatus
        editorialstatus editorialstate workflow workflowstate workflowstatus workflowstage moderationstate
        moderationstatus reviewstatus reviewstate stage phase statut etat statutdepublication etatdepublication
        estado estatus estadodepublicacion stato statodipubblicazione situacao statusdapublicacao zustand
        veroffentlichungsstatus publikationsstatus bearbeitungsstatus artikelstatus statuut publicatiestatus
        publiceringsstatus tillstand tila durum durumu статус состояние статуспубликации الحالة حالةالنشر סטטוס 状态
        发布状态 狀態 ステータス 状態 公開状態 상태 creativeworkstatus currentstate currentstatus cmsstatus cmsstate
        statusname statustext statuslabel statusid statuscode statecode stav stan állapot стан κατάσταση stare stanje
        trạngthái स्थिति สถานะ وضعیت lifecyclestatus lifecyclestate nodestatus recordstatus newsstatus blogstatus
        releasestatus dcstatus dctermsstatus storystate"""
_AUDIENCE_KEYS = """visibility audience access accesslevel privacy visibilite sichtbarkeit zugriff zugang acces acceso
        accesso acesso visibilidad visibilita visibilidade zichtbaarheid toegang zielgruppe видимость доступ
        الرؤية 公開範囲 可见性"""
_FLAGS: Mapping[str, str] = {
    DRAFT: """draft isdraft drafted autodraft entwurf istentwurf brouillon borrador esborrador bozza rascunho utkast
        udkast kladde luonnos szkic taslak черновик مسودة 草稿 下書き wip""",
    PRIVATE: """private isprivate privat prive privado privato hidden ishidden internal isinternal confidential
        postpassword passwordprotected isprotected ispasswordprotected headless""",
    PENDING: "pending ispending pendingreview needsreview unapproved legalhold onhold editorialhold",
    SCHEDULED: "scheduled isscheduled",
    DELETED: """deleted isdeleted softdeleted deletedat datedeleted deletedon deleteddate deletedtime trashed istrashed
        intrash trashedat removed isremoved removedat geloscht supprime eliminado eliminato excluido verwijderd
        удалено محذوف 削除 删除 spam isspam""",
    WITHDRAWN: """withheld killed iskilled canceled cancelled iscanceled iscancelled withdrawn iswithdrawn retracted
        kill mandatorykill takedown takendown istakendown isretracted spiked recalled suppressed annuleret annulleret
        annullert storniert zuruckgezogen annule annulee anulado annullato ingetrokken""",
    EMBARGO: "embargo embargoed isembargoed underembargo sperrfrist",
    MEMBERS: "membersonly memberonly ismembersonly subscribersonly subscriberonly paidonly paidmembersonly",
    UNPUBLISHED: """unpublished isunpublished notpublished excludefrompublic unpublishedat notforpublication archived
        donotpublish notforrelease""",
}
_SWITCHES = """published ispublished publish topublish public ispublic visible isvisible approved isapproved released
        publiziert veroffentlicht istveroffentlicht offentlich publie estpublie publiee visible publicado
        publicada publicar pubblicato pubblicata pubblica pubblico gepubliceerd publiceren openbaar publicerad
        publiceret publisert offentlig julkaistu opublikowany publiczny yayinlandi опубликовано опубликован
        публично منشور عام 公開 公开 已发布 发布 発表 공개 enabled isenabled active isactive
        δημοσιευμένο közzétéve zveřejněno"""
"""What only a published item has switched on."""

_TRUE = frozenset(
    (
        "true yes y on 1 t ja j wahr oui o vrai si s sí verdadero sim verdadeiro vero da да истина はい 是 نعم כן x"
    ).split()
)
_FALSE = frozenset(
    "false no n off 0 f nein falsch non faux falso nao não nee fals nej nei нет ложь いいえ 否 لا לא never nie jamais "
    "nunca mai nooit".split()
)
_NOTHING, _NO_YEARS = frozenset({"null", "none", "nil", "nan", "nat", "na", "undefined"}), ("0000", "9999")
_COUNTED = frozenset({"kill", "killed", "active"})
"""Keys that also count people, in tables of what articles report."""
_RUNNING = frozenset({"active", "isactive"})
_SENT = frozenset({"sent_at", "sentAt", "sent_on", "date_sent"})
"""Beside the time at which a newsletter went out, `active: false` says that it is not being written any more."""
_NUMBERED = frozenset({"nid", "vid", "catid", "introtext", "fulltext", "langcode", "publishup", "postname", "alias"})
"""Keys of the systems that count states: Drupal, Joomla. A lone `status: 0` is as often an answer's "no error"."""
_OF_ROW = re.compile(
    r"slug|(?:cat|category|categoria|categorie|kategori|kategoria|rubrik|author|autor|user|usuario|yazar|penulis)_?id"
    r"|id_?(?:cat|category|categoria|categorie|kategori|kategoria|rubrik|author|autor|user|usuario|yazar|penulis)",
    re.IGNORECASE,
)
"""Keys of a row that a site of somebody's own making keeps in its data base: there, too, 0 is what is not shown."""

KINDS: Mapping[str, str] = {
    "page": "a page, not an article",
    "attachment": "a file of the media library",
    "revision": "an older state of an article",
    "navmenuitem": "a part of a menu",
    "customcss": "a part of a theme",
    "customizechangeset": "a part of a theme",
    "oembedcache": "a part of a theme",
    "userrequest": "a request of a user",
    "wpblock": "a template",
    "wptemplate": "a template",
    "wptemplatepart": "a template",
    "wpglobalstyles": "a part of a theme",
    "wpnavigation": "a part of a menu",
    "wpfontfamily": "a part of a theme",
    "wpfontface": "a part of a theme",
    "elementorlibrary": "a template",
    "template": "a template",
    "comment": "a comment",
    "repost": "what somebody else wrote, passed on",
    "acffield": "settings of the site",
    "acffieldgroup": "settings of the site",
    "wpcf7contactform": "a form",
    "feedback": "a form",
    "scheduledaction": "settings of the site",
    "shoporder": "an order",
    "shopcoupon": "an order",
    "product": "a product",
    "settings": "settings of the site",
    "menu": "a part of a menu",
    "layout": "a template",
    "snippet": "a template",
}
"""What systems keep beside articles, by the folded name of its kind."""
_KIND_KEYS = frozenset({"posttype", "wpposttype"})
_HOLDERS = frozenset(
    "attributes fields meta metadata post article item entry story content data document node params extra properties "
    "cms system sys frontmatter publication publishing record workflow editorial".split()
)
"""Under which systems put what an item says of itself; not what it says of its author or its pictures."""
_WAGTAIL = frozenset({"has_unpublished_changes", "first_published_at", "go_live_at", "live_revision"})
MOST_LEVELS = 3
"""Of such objects inside one another."""

_WORD = re.compile(r"[\W_]+")
_REMARK = re.compile(r"\s*(?:[,;|/()\[\]\u2013\u2014]|\s-\s|\b(?:until|till|bis|jusqu|hasta|fino|tot)\b)")
"""What begins a remark behind a state."""
MOST = 60
"""Characters of the longest word of a state."""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return a key or a word without case, accents, marks and spaces: `Post_Status` is `poststatus`."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold().replace("ß", "ss"))
    return _WORD.sub("", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def _table(words: Mapping[str, str]) -> dict[str, str]:
    return {folded(word): reason for reason, some in words.items() for word in some.split()}


_STATE_OF = _table(_STATES)
_FLAG_OF = _table(_FLAGS)
_AUDIENCE_OF = {**_table({MEMBERS: _MEMBERS}), **_STATE_OF}
_IS_STATE = frozenset(map(folded, _STATE_KEYS.split()))
_IS_AUDIENCE = frozenset(map(folded, _AUDIENCE_KEYS.split()))
_IS_SWITCH = frozenset(map(folded, _SWITCHES.split()))
_TRUTHS, _FALSEHOODS = frozenset(map(folded, _TRUE)), frozenset(map(folded, _FALSE))
_ASKED = {
    **dict.fromkeys(_FLAG_OF, "flag"),
    **dict.fromkeys(_IS_STATE, "state"),
    **dict.fromkeys(_IS_AUDIENCE, "audience"),
    **dict.fromkeys(_IS_SWITCH, "switch"),
    **dict.fromkeys(_HOLDERS - _IS_STATE, "holder"),
    **dict.fromkeys(_KIND_KEYS, "kind"),
    **dict.fromkeys(("flags", "flag", "statusflags", "workflowflags"), "flags"),
    "labels": "labels",
    "permalink": "output",
    "build": "render",
    "postpassword": "filled",
    "deletedat": "filled",
    "datedeleted": "filled",
    "deletedon": "filled",
    "trashedat": "filled",
    "removedat": "filled",
    "unpublishedat": "filled",
    "deleteddate": "filled",
    "deletedtime": "filled",
}


def withheld(record: Mapping[str, Any], *, levels: int = MOST_LEVELS) -> str:
    """Return why a record is not for the public, in few words with the key that says so; empty if it says nothing.

    Args:
        record: Keys and values as found, in whatever language and spelling.
        levels: How many objects inside one another are asked.
    """
    if reason := _by_system(record):
        return reason
    for name, asked in _keys_of(tuple(record)):
        if asked == "holder":
            inner = record[name]
            if levels and isinstance(inner, dict) and (reason := withheld(inner, levels=levels - 1)):
                return f"{reason.removesuffix(')').replace(' (', f' ({name}.')})"
            continue
        reason = _reason(asked, folded(_last(name)), record[name], record)
        if reason:
            return f"{reason} ({name})"
    return ""


def as_sent(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record without what says whether its newsletter is still being written, where it has gone out."""
    if not _SENT & record.keys() or not any(isinstance(record.get(key), str) and record[key] for key in _SENT):
        return record
    return {key: value for key, value in record.items() if folded(key) not in _RUNNING}


def _by_system(record: Mapping[str, Any]) -> str:
    """Return what some systems' own ways of saying it say; empty if there is none of them."""
    if isinstance(content := record.get("content"), dict) and content.get("protected") is True:
        return f"{PRIVATE} (content.protected)"
    if record.get("publishedAt", record) is None and record.get("createdAt") and record.get("updatedAt"):
        return f"{UNPUBLISHED} (publishedAt)"  # Strapi: what is public has a time
    name = record.get("_id")
    if isinstance(name, str) and (name.startswith("drafts.") or (name.startswith("versions.") and "_type" in record)):
        return f"{DRAFT} (_id)"  # Sanity
    if isinstance(sys := record.get("sys"), dict) and "publishedCounter" in sys and "publishedVersion" not in sys:
        return f"{UNPUBLISHED} (sys.publishedVersion)"  # Contentful, as its owners export it
    if word_of(record.get("live", "")) in _FALSEHOODS and not _WAGTAIL.isdisjoint(record):
        return f"{UNPUBLISHED} (live)"  # elsewhere it tells of live blogs
    return ""


@lru_cache(maxsize=4096)
def _keys_of(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the keys that say something about publication; records of one file mostly have the same."""
    return tuple((name, asked) for name in names if len(name) <= MOST and (asked := _asked(_last(name))))


def _asked(name: str) -> str:
    """Return what a key asks: as it stands, else without the word for an article: `status_berita`, `haber_durumu`."""
    bare = (_ASKED.get(folded(one)) for one in article_words.without(name))
    return _ASKED.get(folded(name)) or next((asked for asked in bare if asked in ("state", "flag")), "")


def _last(name: str) -> str:
    """Return a key without the space of names before it: `wp:status`, `app:draft`."""
    return name.rpartition(":")[2]


def _reason(asked: str, key: str, value: Any, record: Mapping[str, Any]) -> str:
    if asked == "filled":
        return _FLAG_OF[key] if _is_filled(key, value) else ""
    if asked == "render":
        render = value.get("render") if isinstance(value, dict) else None
        return UNPUBLISHED if word_of(render) in _FALSEHOODS else ""
    if asked in ("flags", "labels"):
        return _among(value, labels=asked == "labels")
    word = word_of(value)
    if asked == "flag":
        return _flag(key, word)
    if asked == "switch":
        counted = key in _COUNTED and word.isdecimal()
        return UNPUBLISHED if word in _FALSEHOODS and not counted else _STATE_OF.get(word, "")
    if asked == "output":
        return UNPUBLISHED if word == "false" else ""
    if table := {"kind": KINDS, "audience": _AUDIENCE_OF}.get(asked):
        return table.get(word, "")
    return state(value) or _state_of_number(word, value, record)


def _among(value: Any, *, labels: bool) -> str:
    """Return what one of several marks says: `flags: [draft]`, `labels: [embargo]`, `flags: {draft: true}`.

    A label `draft` among others may tell what an article is about, and so may one that is no list.
    """
    if isinstance(value, dict):
        return withheld(value, levels=0).partition(" (")[0]
    said = re.split(r"[,;]", value) if isinstance(value, str) and not labels else []
    marks = value if isinstance(value, list) else said
    names = [one.get("name") if isinstance(one, dict) else one for one in marks]
    reasons = [_STATE_OF.get(word_of(one), "") for one in names if isinstance(one, str)]
    return next((one for one in reasons if one and not (labels and one == DRAFT and len(names) > 1)), "")


def _flag(key: str, word: str) -> str:
    """Return what a flag says that is switched on; an embargo may have a state's word."""
    if key in _COUNTED and word.isdecimal():
        return ""
    return _FLAG_OF[key] if word in _TRUTHS else _STATE_OF.get(word, "") if key == "embargo" else ""


def passed(path: str, reason: str, facts: Mapping[str, Any]) -> Passed:
    """Return that a record is passed over; of one that its maker withdrew, what it takes back.

    Args:
        path: Of its file.
        reason: Why it is passed over.
        facts: What is known of it, under our keys.
    """
    said = {key: value for key in ("id", "url", "modified", "published") if isinstance(value := facts.get(key), str)}
    if not reason.startswith(WITHDRAWN) or not (said.get("id") or said.get("url")):
        return Passed(path=path, reason=reason)
    at = said.get("modified") or said.get("published") or ""
    return Passed(path=path, reason=reason, kill=Kill(id=said.get("id", ""), url=said.get("url", ""), at=at))


_DRAFT_FOLDERS = frozenset({"_drafts", "_entwürfe", "_brouillons", "_borradores", "_bozze", "_rascunhos"})
_MEDIUM, _MEDIUM_DRAFT = "posts", re.compile(r"draft_.*[0-9a-f]{4,16}\.html?", re.IGNORECASE)
"""How Medium's export calls its folder, and in it the drafts; elsewhere `draft_` tells of horses and laws."""
_MARKDOWN_DRAFT = re.compile(r".+\.(?:draft|unpublished)\.(?:md|markdown|mdx)", re.IGNORECASE)
"""How sites of Markdown files name them."""


_NOTE = re.compile(
    r"(?i:readme)(?:[._-]\w{2,8})?(?:\.(?:md|markdown|txt|rst))?"
    r"|(?:LICEN[CS]E|COPYING|CHANGELOG|CHANGES|CONTRIBUTING|CODE_OF_CONDUCT|AUTHORS)\.(?:md|txt|rst)|requirements\.txt"
)
"""How collections of data call what says how they were made."""


@lru_cache(maxsize=256)
def by_name(path: str) -> str:
    """Return why a file is no article for the public, as drafts and notes are named; empty if its name says nothing."""
    *folders, name = path.split("/")
    if any(folder.lower() in _DRAFT_FOLDERS for folder in folders):
        return f"{DRAFT} (its folder)"
    if _NOTE.fullmatch(name):
        return "a note about the files, not an article (its name)"
    of_medium = folders[-1:] == [_MEDIUM] and _MEDIUM_DRAFT.fullmatch(name)
    return f"{DRAFT} (its name)" if of_medium or _MARKDOWN_DRAFT.fullmatch(name) else ""


def state(value: Any) -> str:
    """Return what a state's own words mean, as in `status: draft`; empty for one that may be published.

    Of a state with a remark, as `Draft (saved by the desk)`, the words before the remark count; of several, each.
    """
    if reason := _STATE_OF.get(word_of(value), ""):
        return reason
    if isinstance(value, list):
        return next((reason for one in value[:MOST] if (reason := _STATE_OF.get(word_of(one), ""))), "")
    simple = _simple(value)
    if not isinstance(simple, str) or len(simple) > MOST:
        return ""
    return _STATE_OF.get(folded(_REMARK.split(simple, maxsplit=1)[0]), "")


def _is_filled(key: str, value: Any) -> bool:
    """Tell whether a time or a password is there; exports write none as `NULL` or as a time that is no day."""
    if _simple(value) in ("", None, False) or word_of(value) in _FALSEHOODS | _NOTHING:
        return False
    return key == "postpassword" or str(_simple(value)).strip()[:4] not in _NO_YEARS


def _state_of_number(word: str, value: Any, record: Mapping[str, Any]) -> str:
    """Return what a number or a switch in the place of a state means: 0 is unpublished, -2 in the bin."""
    if _simple(value) is False or word in ("false", "off"):
        return UNPUBLISHED
    if word == "2" and str(_simple(value)).strip() == "-2":
        return DELETED  # in Joomla's bin; no count goes below nothing
    if not any(folded(name) in _NUMBERED or _OF_ROW.fullmatch(name) for name in record):
        return ""
    return UNPUBLISHED if word == "0" else ""


def word_of(value: Any) -> str:
    """Return a state as one word: the text of a value, of its first entry, of its name."""
    simple = _simple(value)
    if isinstance(simple, bool):
        return "true" if simple else "false"
    if isinstance(simple, int):
        return str(abs(simple))
    if not isinstance(simple, str) or len(simple) > MOST:
        return ""
    word = simple.strip()
    return folded(word.partition(":")[2] if word.lower().startswith(("stat:", "state:")) else word)


def _simple(value: Any) -> Any:
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        elif isinstance(value, dict):
            alone = next(iter(value.values())) if len(value) == 1 else None  # as by language: `{"en-US": "draft"}`
            value = next((value[key] for key in _NAMING if key in value), alone)
        else:
            break
    return value


_NAMING = ("value", "name", "code", "qcode", "label", "title", "rendered", "target_id", "id", "slug")
"""Where an object says what it is called."""


def is_switch(value: Any) -> bool:
    """Tell whether a value is a yes or no, which under `published` is no date."""
    return isinstance(value, bool) or (
        isinstance(value, str | int) and len(str(value)) <= 9 and folded(str(value)) in _TRUTHS | _FALSEHOODS
    )


def kind(name: str, *, articles: Iterable[str] = ()) -> str:
    """Return why an item of a kind is no article, as in `post_type: page`; empty if it may be one."""
    word = folded(name)
    return "" if word in articles else KINDS.get(word, "")
