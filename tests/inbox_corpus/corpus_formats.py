"""The same answers as other mail programs send them: encodings, spellings of the reference, letters in attachments."""

from __future__ import annotations

import base64
import io
import random
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from corpus_kinds import answer, original
from corpus_mail import Draft, Sent, Truth, kind, reply
from docx import Document
from locked import locked_zip
from outlook import msg, tnef
from reportlab.pdfgen.canvas import Canvas

BREAKS = ("-\n", "\n-", " - ", " ", "", "_", "\u2013", "\u2212", "\u00ad-", "/")
"""What stands between the groups of a reference after people and systems have handled it."""


def spelled(reference: str, rng: random.Random) -> str:
    reference = reference if rng.random() < 0.5 else reference.lower()
    return reference.replace("-", rng.choice(BREAKS))


@kind(2)
def reference_spelled_otherwise(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    text, name = answer(rng)
    text = rng.choice(("Your ref {r}.\n\n{t}", "{t}\n\nYour reference was {r}")).format(
        r=spelled(letter.reference, rng), t=text
    )
    draft = reply(letter, text, kind="spelled", rng=rng, thread=False, subject="Response", reply_class=name)
    draft.message.replace_header("Content-Transfer-Encoding", "8bit")
    draft.message.set_payload(text.encode(), "utf-8")
    return draft


@kind(2)
def subject_in_encoded_words(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    """RFC 2047 in several words, cut anywhere, folded between them."""
    draft = reply(letter, answer(rng)[0], kind="encoded subject", rng=rng, thread=False, subject="")
    words = f"Eich cais – your request {spelled(letter.reference, rng)} – ateb".replace("\n", "")
    size = rng.choice((7, 12, 20))
    cut = (words[n : n + size].encode() for n in range(0, len(words), size))
    del draft.message["Subject"]
    draft.top = [("Subject", "\r\n ".join(f"=?utf-8?B?{base64.b64encode(one).decode()}?=" for one in cut))]
    return draft


@kind(3)
def reference_cut_up_by_markup(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "", kind="cut by markup", rng=rng, thread=False, subject="Response")
    one, two, three = letter.reference.split("-")
    between = rng.choice(("&#8209;", "-<wbr>", "</b>-<b>", "<br>-", "&nbsp;-&nbsp;"))
    text = f"<p>Ref <b>{one}{between}{two}{between}{three}</b></p><p>{answer(rng)[0]}</p>"
    draft.message.set_content(text, subtype="html", cte=rng.choice(("base64", "quoted-printable")))
    return draft


@kind(2)
def reference_in_the_letter_enclosed(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "Please find our response enclosed.", kind="letter", rng=rng, thread=False, subject="FOI")
    text = f"Dear A. Researcher\nYour reference: {spelled(letter.reference, rng)}\n{answer(rng)[0]}"
    name, data = rng.choice((("Response.docx", word(text)), ("Response.pdf", paper(text)), ("FOI.zip", zipped(text))))
    draft.message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return draft


def word(text: str) -> bytes:
    document, made = Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


def paper(text: str) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made)
    for n, line in enumerate(text.splitlines()):
        canvas.drawString(60, 780 - 18 * n, line.encode("latin-1", "replace").decode("latin-1")[:90])
    canvas.save()
    return made.getvalue()


def zipped(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("letter.docx", word(text))
    return made.getvalue()


@kind(3)
def our_letter_enclosed_against_the_rules(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    """A mail within in base64, or as a file: neither may be so, and both are."""
    draft = reply(letter, answer(rng)[0], kind="nested oddly", rng=rng, thread=False, subject="Response")
    inner = original(letter).as_bytes()
    types = rng.choice((("message", "rfc822"), ("application", "octet-stream")))
    draft.message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="RE FOI.eml")
    part = list(draft.message.iter_attachments())[-1]
    part.set_payload(base64.encodebytes(inner).decode())
    part.replace_header("Content-Type", "/".join(types))
    return draft


@kind(4)
def answer_in_a_winmail(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "", kind="winmail", rng=rng, thread=False, subject="FOI response")
    text = f"Your reference {letter.reference}\r\n\r\n{answer(rng)[0]}"
    data = rng.choice(
        (
            tnef(subject="FOI response", body=text, files=[("answer.csv", b"Year,Cases\n2024,3\n")]),
            tnef(subject="FOI response", files=[("Response letter.docx", word(text))]),
            tnef(messages=[tnef(subject=f"RE: {letter.subject}", body=text)]),
        )
    )
    draft.message.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return draft


@kind(4)
def archive_with_a_password(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(letter, "The password will follow by telephone.", kind="password", rng=rng)
    data = locked_zip("answer.csv", b"Year,Cases\n2024,3\n", b"secret")
    draft.message.add_attachment(data, maintype="application", subtype="zip", filename="response.zip")
    return draft


@dataclass
class Outlook(Draft):
    """A message saved by Outlook: no mail of the kind that ``Draft`` writes."""

    saved: bytes = b""

    def data(self, at: datetime) -> bytes:
        return self.saved


@kind(8)
def message_saved_by_outlook(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    saved = msg(
        subject=f"RE: {letter.subject}", body=answer(rng)[0], sender=f"foi@{letter.domain}", to=letter.sender,
        message_id=f"<{rng.getrandbits(64):x}@{letter.domain}>", in_reply_to=letter.message_id,
        files=[("answer.csv", b"Year,Cases\n2024,3\n")],
    )  # fmt: skip
    return Outlook(Truth("outlook", frozenset({letter.reference})), original(letter), saved=saved)


@kind(8)
def outlook_message_enclosed(letter: Sent, rng: random.Random, _: Mapping[str, Sent]) -> Draft:
    draft = reply(
        letter, "Our earlier answer is enclosed.", kind="outlook inside", rng=rng, thread=False, subject="FOI"
    )
    saved = msg(subject=f"RE: {letter.subject}", body=answer(rng)[0], sender=f"foi@{letter.domain}", to=letter.sender)
    draft.message.add_attachment(saved, maintype="application", subtype="vnd.ms-outlook", filename="RE FOI.msg")
    return draft
