"""Words of made-up replies, for the corpus of the inbox. Every name and number is invented."""

ACKNOWLEDGEMENTS = (
    "Thank you for your request for information, which was received on 12 March 2026. It has been given the reference"
    " {ref}. You will hear from us within twenty working days. We will let you know if a fee applies or if more time"
    " is needed.",
    "FOI Request Reference {ref}\n\nI acknowledge receipt of your request. It will be dealt with under the Freedom of"
    " Information Act 2000. A fee may be payable, and some information may be exempt under sections 31 and 40.",
    "Dear Requester\n\nOur ref: {ref}\n\nYour request has been logged and passed to our Information Rights Unit."
    " Should we need clarification we shall write to you; in that case the 20 working days start afresh.",
    "Annwyl / Dear A. Researcher\n\nRydym wedi derbyn eich cais. We have received your request.\n\nReference: {ref}\n\n"
    "Byddwch yn clywed gennym o fewn 20 diwrnod gwaith. We aim to reply within 20 working days.",
    "{name}\n\nReference number: {ref}\n\nWe are writing to confirm receipt of your e-mail. If the information is held"
    " by another authority your request may be transferred. If the cost would exceed the appropriate limit of 450"
    " pounds we will tell you so.",
    "Good morning, your Freedom of Information request is now with us and has the reference number {ref}, which please"
    " quote. In some cases we need to extend the time limit in order to weigh the public interest; if so, we will"
    " write to you.",
    "Case {ref} has been opened for your Freedom of Information request received on 12 March 2026. A response will be"
    " issued by 13 April 2026.",
)

AUTOMATIC = (
    "I am out of the office until Monday 30 March and will not read e-mail.",
    "I am on annual leave. For urgent matters please dial 101.",
    "This mailbox is no longer monitored. Please write to foi@example.police.uk.",
    "Diolch am eich neges. Rwyf i ffwrdd o'r swyddfa. Thank you for your message. I am away from the office this week.",
    "This is an automatic reply. We are very busy at present and will look at your message as soon as we can.",
)

ANSWERS = (
    ("full", "Please find our response below.\n\n1. 14 cases\n2. 12 officers and 2 staff\n3. 9 no further action"),
    ("full", "I can confirm that the information is held and is disclosed in full.\n\n2024: 3\n2025: 4"),
    ("not-held", "Following a search I can confirm that no information is held by this force."),
    (
        "refused-cost",
        "To answer would mean reading 2,310 files one by one, at ten minutes a file, and so would exceed the"
        " appropriate limit of 18 hours. Section 12(1) of the Act applies and this is a refusal notice.",
    ),
    (
        "refused-other",
        "The information is held but is exempt under section 40(2) and section 30(1)(a) of the Act. It is withheld in"
        " full, and this letter serves as a refusal notice under section 17(1).",
    ),
    (
        "ncnd",
        "The force neither confirms nor denies that it holds the information, by virtue of sections 31(3) and 40(5B).",
    ),
    (
        "redirected-s21",
        "The information is published on our website and is exempt under section 21, being reasonably accessible to you"
        " by other means.",
    ),
)

SAYS = (
    (
        "clarification",
        "Ref {ref}. Before we can deal with your request we need you to clarify it: by social media, do you mean sites"
        " on the internet only, or also messages on mobile telephones? We will continue once we have heard from you.",
    ),
    (
        "extension",
        "Ref {ref}. We need further time to consider the public interest in relation to section 31. Under section 10(3)"
        " we extend the time for our response to 8 May 2026.",
    ),
    (
        "fees-notice",
        "Ref {ref}. This is a fees notice under section 9. A fee of £45 is payable for postage and copying.",
    ),
    (
        "transfer",
        "Ref {ref}. This information is held by the College of Policing. Your request has been transferred to the"
        " College of Policing today.",
    ),
)

OTHER_REQUEST = (
    "Please send me the menus of every canteen for the last three years with their prices and allergens, the contracts"
    " with the caterers, the number of meals served on each day of the week and the cost of what was thrown away."
)
