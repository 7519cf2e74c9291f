"""Hidden data in office packages outside the cells: caches, links, names, comments, embedded files, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors.hidden import Technique, listed
from extractors.office import Package, xml
from extractors.personal import speaks_of_person
from schema.reading import Hidden

_PROGRAM_NAMES = re.compile(
    r"_xl|_?(?:key|order|sort|fill|dist_|regression|table)\d*$|_?(?:key|order|sort|fill|dist|regression|parse)|solver_|html_|wrn\.|iq_|sap|ess"
    r"|z_[0-9a-f]{8}|[acrs]wvu|pal_workbook|_atrisk|print_|anscount|limcount|sencount|rng|tmp",
    re.IGNORECASE,
)
_CONSTANT = re.compile(r"^=?\{|^=?\"[^\"]{2,}\"")
_FREE_FIELDS = ("description", "keywords", "keyword", "subject", "category", "manager", "title")


def package_hidden(package: Package) -> list[Hidden]:
    """What any office package may carry unseen: embedded files and properties that name people."""
    return [*_embedded(package), *_properties(package)]


def workbook_hidden(package: Package, root: Any) -> list[Hidden]:
    """What a workbook carries outside its cells. ``root``: the workbook part."""
    return [
        *package_hidden(package),
        *_pivot_caches(package),
        *_data_model(package),
        *_external_values(package),
        *_defined_names(root),
        *_revisions(package),
    ]


def is_program_name(name: str) -> bool:
    """True for defined names that office programs and their add-ins make for themselves."""
    return bool(_PROGRAM_NAMES.match(name))


def comment_cells(package: Package, part: str) -> Iterator[str]:
    """Addresses of the cells that a comment part (classic or threaded) speaks of."""
    for comment in xml(package.read(part)).iterfind(".//{*}*[@ref]"):
        if "".join(comment.itertext()).strip():
            yield comment.get("ref", "")


def fields_with_people(root: Any) -> list[str]:
    """The properties under ``root`` that name a person."""
    free = [f for f in _FREE_FIELDS if any(_names_person(e) for e in root.iter(f"{{*}}{f}", f"{{*}}{f.title()}"))]
    return free + [_own_name(e) for e in root.iter("{*}user-defined") if _names_person(e)]


def _embedded(package: Package) -> Iterator[Hidden]:
    found = [n for n in package.names if re.search(r"/(?:embeddings|activeX)/[^/]+\.(?!xml|rels)\w+$", n)]
    if found:
        yield Hidden(Technique.EMBEDDED_OBJECT, listed(found))


def _properties(package: Package) -> Iterator[Hidden]:
    fields = []
    for part in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
        if part in package.names:
            fields += fields_with_people(xml(package.read(part)))
    if "docProps/custom.xml" in package.names:
        fields += [_own_name(e) for e in xml(package.read("docProps/custom.xml")) if _names_person(e)]
    if fields:
        yield Hidden(Technique.PROPERTIES, listed(fields))


def _own_name(element: Any) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "name"), "custom")


def _names_person(element: Any) -> bool:
    field = _own_name(element) if element.attrib else element.tag.rpartition("}")[2]
    return speaks_of_person(field, "".join(element.itertext()))


def _pivot_caches(package: Package) -> Iterator[Hidden]:
    for name in package.names:
        number = re.fullmatch(r"xl/pivotCache/pivotCacheDefinition(\d*)\.xml", name)
        if not number:
            continue
        root = xml(package.read(name))
        fields = root.findall("{*}cacheFields/{*}cacheField")
        records = f"xl/pivotCache/pivotCacheRecords{number[1]}.xml"
        if records in package.names or any(
            len(f.find("{*}sharedItems")) for f in fields if f.find("{*}sharedItems") is not None
        ):
            count = root.get("recordCount", "an unknown number of")
            yield Hidden(Technique.PIVOT_CACHE, f"pivot cache {number[1] or 1}: {len(fields)} fields, {count} records")


def _data_model(package: Package) -> Iterator[Hidden]:
    if any(n.startswith("xl/model/") for n in package.names):
        yield Hidden(Technique.DATA_MODEL, "workbook data model")


def _external_values(package: Package) -> Iterator[Hidden]:
    for name in package.names:
        number = re.fullmatch(r"xl/externalLinks/externalLink(\d+)\.xml", name)
        if number:
            values = sum(1 for cell in xml(package.read(name)).iter("{*}cell") if "".join(cell.itertext()).strip())
            if values:
                yield Hidden(Technique.EXTERNAL_VALUES, f"external link {number[1]}: {values:,} values")


def _revisions(package: Package) -> Iterator[Hidden]:
    """The log of a shared workbook: what stood in its cells before."""
    logs = [n for n in package.names if re.fullmatch(r"xl/revisions/revisionLog\d*\.xml", n)]
    if any("".join(old.itertext()).strip() for n in logs for old in xml(package.read(n)).iter("{*}oc")):
        yield Hidden(Technique.TRACKED_DELETION, "log of the cells' earlier values")


def _defined_names(root: Any) -> Iterator[Hidden]:
    names = []
    for entry in root.iterfind("{*}definedNames/{*}definedName"):
        name, value = entry.get("name", ""), (entry.text or "").strip()
        is_hidden = entry.get("hidden") in ("1", "true")
        if _CONSTANT.match(value) or (is_hidden and not is_program_name(name)):
            names.append(name)
    if names:
        yield Hidden(Technique.DEFINED_NAME, listed(names))
