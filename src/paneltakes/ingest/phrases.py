"""What pages say that are no article, in English, German, French, Spanish, Italian, Portuguese and Dutch.

Each family is one pattern over text in lower case, with straight apostrophes and single blanks.
"""

from __future__ import annotations

import re


def fold(text: str) -> str:
    """Return ``text`` as the patterns expect it."""
    return " ".join(text.casefold().replace("’", "'").replace("ʼ", "'").split())


def _family(phrases: str) -> re.Pattern[str]:
    """Return one pattern of the phrases, one a line, in which a blank is a single blank of the text."""
    return re.compile("|".join(f"(?:{phrase.strip()})" for phrase in phrases.strip().splitlines()))


BOT_CHECK = _family(r"""
    verify(?:ing)? (?:that )?you are (?:a )?human
    checking (?:if the site connection is secure|your browser)
    are you a (?:robot|human)
    (?:confirm|prove) (?:that )?you(?:'re| are) (?:not a (?:ro)?bot|human)
    i'm not a robot
    unusual (?:traffic|activity) from your
    needs to review the security of your connection
    complete the (?:security check|captcha)
    enter the characters you see
    ddos protection by
    press (?:&|and) hold
    please enable cookies\. sorry, you have been blocked
    why have i been blocked
    bestätigen sie, dass sie (?:ein mensch|kein roboter)
    ich bin kein roboter
    ungewöhnlichen datenverkehr
    vérifi(?:er|ez|ons) que vous (?:êtes|n'êtes pas) (?:un )?(?:humain|robot)
    je ne suis pas un robot
    (?:verifi(?:que|car|ca)|confirm[ae]) que (?:usted )?(?:eres|es|no eres|no es) (?:un )?(?:humano|robot)
    no soy un robot
    non sono un robot
    não sou um robô
    ik ben geen robot
""")
BOT_TITLE = _family(r"""
    ^just a moment
    ^attention required
    ^access (?:to this page has been )?denied
    ^are you a (?:robot|human)
    ^(?:security|human) (?:check|verification)
    ^robot check
    ^verif(?:y|ying) (?:you are|your)
    ^captcha\b
    ^pardon our interruption
    ^one moment, please
    ^einen moment
    ^un instant
    ^un momento
    ^zugriff verweigert
    ^accès refusé
    ^acceso denegado
    ^bot (?:check|verification)
""")
LOGIN = _family(r"""
    (?:log|sign) ?in to (?:continue|your account|view|access|see|read)
    you must (?:be logged in|log in|sign in)
    forgot(?:ten)? (?:your )?password
    please (?:log|sign) in
    don't have an account
    create (?:an|your) account
    remember me
    passwort vergessen
    (?:bitte )?melden sie sich (?:bitte )?an\b
    noch kein (?:konto|benutzerkonto)
    angemeldet bleiben
    mot de passe oublié
    connectez-vous
    se souvenir de moi
    pas encore de compte
    olvidaste tu contraseña
    ha olvidado su contraseña
    inicia(?:r)? sesión
    no tienes (?:una )?cuenta
    password dimenticata
    hai dimenticato la password
    esqueceu (?:a )?sua senha
    wachtwoord vergeten
""")
LOGIN_TITLE = _family(r"""
    ^(?:log|sign)[ -]?(?:in|on)\b(?!.{40})
    ^(?:member|subscriber|account|user) (?:log|sign)[ -]?in
    [|–—:-] (?:log|sign)[ -]?in$
    ^log(?:g)?in to[ ]
    ^sign in to[ ]
    ^anmeld(?:en|ung)\b(?!.{40})
    ^einloggen
    ^(?:se )?connexion\b(?!.{40})
    ^connectez-vous
    ^s'identifier
    ^inici(?:ar|a|o de) sesión(?!.{40})
    ^acceso\b(?!.{30})
    ^accedi\b(?!.{30})
    ^entrar\b(?!.{30})
    ^inloggen\b(?!.{30})
""")
PAYWALL = _family(r"""
    (?:subscribe|sign up|register|log in|sign in) (?:now )?to (?:continue|keep|finish) reading
    to continue reading
    to read (?:the (?:full|rest of (?:the|this))|this) (?:article|story)
    keep reading with a
    this (?:article|story|content) is (?:only )?(?:for|available to) (?:\w+ ){0,2}(?:subscribers|members)
    (?:reserved|exclusive|available) (?:only )?(?:for|to) (?:paying |paid |premium |our )*(?:subscribers|members)
    for (?:paying |paid )?(?:subscribers|members) only
    subscriber[- ]only
    unlock (?:this|the full) (?:article|story)
    subscribe to (?:read|unlock|get full access)
    (?:you've|you have) (?:reached|read) (?:your|the) .{0,30}(?:limit|free articles)
    the rest of this (?:article|story|post) is
    get unlimited (?:digital )?access
    (?:nur|exklusiv) für (?:unsere )?abonnent
    mit .{0,20}abo (?:weiter|alles )lesen
    um (?:den (?:ganzen )?artikel )?weiterzulesen
    jetzt abonnieren und weiterlesen
    weiterlesen mit
    dieser (?:artikel|inhalt) ist (?:nur |exklusiv )?für
    testen sie .{0,30}und lesen sie weiter
    réservée? (?:à nos |aux )abonnés
    il vous reste .{0,12}% de cet article
    la suite (?:de cet article )?est réservée
    abonnez-vous pour (?:lire|continuer)
    pour lire la suite
    (?:exclusivo|solo|sólo) para (?:nuestros )?su[bs]*criptores
    su[bs]*críbete para (?:seguir|continuar|leer)
    para (?:seguir|continuar) leyendo
    riservato agli abbonati
    abbonati per (?:leggere|continuare)
    exclusivo para assinantes
    alleen voor abonnees
""")
PAYWALL_HINT = _family(r"""
    already (?:a )?(?:subscriber|member|have (?:a subscription|an account))
    choose (?:a|your) plan
    cancel any ?time
    start your (?:free )?trial
    subscribe now
    \bper (?:month|week)\b
    first month (?:for|free)
    bereits abonnent
    jederzeit kündbar
    pro (?:monat|woche)
    déjà abonné
    sans engagement
    par mois
    ya eres su[bs]*criptor
    al mes\b
    già abbonato
    já é assinante
""")
CONSENT = _family(r"""
    \bcookies?\b
    consent
    privacy (?:policy|settings|choices)
    (?:our|and) \d* ?partners
    legitimate interest
    personali[sz]ed (?:ads|advertising|content)
    \bpur[- ]abo
    einwilligung
    datenschutz
    werbung
    tracking
    unsere \d* ?partner
    consentement
    traceurs
    nos \d* ?partenaires
    données personnelles
    publicité
    consentimiento
    nuestros \d* ?socios
    privacidad
    publicidad
    consenso
    privacybeleid
    toestemming
""")
CONSENT_BUTTON = _family(r"""
    (?:accept|allow|agree to|reject|decline|refuse) all
    accept (?:and|&) (?:continue|close)
    i (?:agree|accept)\b
    manage (?:my )?(?:preferences|options|choices|settings|cookies)
    (?:cookie|privacy) (?:settings|preferences)
    continue without accepting
    before you continue
    we value your privacy
    we (?:and our|use) .{0,40}(?:partners|cookies)
    alle (?:akzeptieren|ablehnen|cookies)
    akzeptieren und weiter
    zustimmen und
    einstellungen verwalten
    mit werbung (?:weiter)?lesen
    tout (?:accepter|refuser)
    accepter et (?:continuer|fermer)
    continuer sans accepter
    paramétrer
    gérer (?:mes|les|vos)[ ]
    (?:aceptar|rechazar) (?:todo|y )
    aceptar cookies
    gestionar (?:las |mis )?(?:preferencias|cookies|opciones)
    configurar (?:las )?cookies
    accett[ao] (?:tutti|e )
    rifiuta tutt
    aceitar (?:todos|e )
    alles accepteren
""")
NOT_FOUND_TITLE = _family(r"""
    ^(?:error )?404\b
    \b404$
    page (?:not found|unavailable|does not exist|no longer)
    ^not found
    (?:error|http) 404
    ^oops\b
    (?:page|article|story) (?:you .{0,30} )?(?:could|can)(?:'t| ?not) be found
    can't find (?:that|this|the) page
    ^nothing (?:was )?found
    seite (?:wurde )?(?:leider )?nicht gefunden
    page (?:introuvable|non trouvée)
    página no (?:encontrada|existe|disponible)
    no (?:se ha )?encontr(?:ado|amos) la página
    pagina non trovata
    página não encontrada
    pagina niet gevonden
""")
NOT_FOUND = _family(r"""
    page (?:you(?:'re| are| were)? .{0,40})?(?:could not|couldn't|cannot|can't|can not) be found
    (?:page|article) (?:that )?you .{0,40}(?:doesn't|does not|no longer) exist
    we (?:can't|cannot|couldn't|could not) find (?:the|that|this) (?:page|article)
    page .{0,40}(?:has been|was|been) (?:moved|removed|deleted)
    page not found
    seite (?:wurde |konnte |ist |existiert )?(?:leider )?nicht (?:gefunden|mehr)
    diese seite gibt es nicht
    page .{0,60}(?:n'existe (?:pas|plus)|introuvable)
    página .{0,60}no (?:existe|se encuentra|está disponible)
    no (?:hemos encontrado|encontramos) la página
""")
JAVASCRIPT = _family(r"""
    (?:enable|requires?|turn on|activate|without|need|support) javascript
    javascript (?:(?:is|to be|seems|must|appears|be) )*(?:disabled|required|enabled|not (?:enabled|available))
    javascript (?:aktivieren|ist (?:deaktiviert|erforderlich)|wird benötigt)
    aktivieren sie (?:bitte )?javascript
    activer (?:le )?javascript
    javascript (?:est )?(?:désactivé|requis|nécessaire)
    (?:activ[ae]r?|habilit[ae]r?|habilite) (?:el )?javascript
    browser (?:is )?(?:not supported|unsupported|out of date)
""")
LOADING = re.compile(r"^(?:loading|please wait|one moment|wird geladen|chargement|cargando)\b.{0,20}$")
