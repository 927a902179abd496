"""What people write above columns about people, in nine languages."""

from __future__ import annotations

# field → language → the words, separated by |
WORDS: dict[str, dict[str, str]] = {
    "email": {
        "en": "email|e-mail|mail|email address|e-mail address|mail address|email id|email addr|primary email|"
        "primary email address|contact email|work email|user email|participant email|student email|"
        "learner email|attendee email|member email|holder email|recipient email|e-mail 1 - value|email 1|"
        "address email|login email|your email|your email address|electronic mail",
        "de": "e-mail-adresse|email-adresse|mail-adresse|mailadresse|e-mailadresse|emailadresse|"
        "elektronische post|e-post-adresse|teilnehmer e-mail|kontakt e-mail|primäre e-mail",
        "fr": "courriel|adresse e-mail|adresse email|adresse mail|adresse courriel|adresse de courriel|"
        "adresse électronique|adresse de courrier électronique|courrier électronique|mél|"
        "mail du participant|adresse de messagerie|e-mail du participant|adresse mél",
        "es": "correo|correo electrónico|correo-e|dirección de correo|dirección de correo electrónico|"
        "dirección email|dirección de email|dirección electrónica|e-correo|correo del participante|"
        "dirección e-mail",
        "it": "posta elettronica|indirizzo email|indirizzo e-mail|indirizzo mail|indirizzo di posta|"
        "indirizzo di posta elettronica|indirizzo elettronico|email partecipante",
        "pt": "correio eletrónico|correio eletrônico|correio electrónico|endereço de e-mail|endereço de email|"
        "endereço e-mail|endereço eletrónico|endereço eletrônico|endereço de correio eletrónico|"
        "endereço de correio eletrônico|e-mail do participante",
        "nl": "e-mailadres|emailadres|mailadres|e-mail adres|email adres|elektronisch adres|e-mailadres deelnemer",
        "sv": "e-post|epost|e-postadress|epostadress|e-post adress|mejl|mejladress|mailadress|e-mailadress|"
        "deltagarens e-post",
        "pl": "adres e-mail|adres email|adres mailowy|adres poczty elektronicznej|poczta elektroniczna|"
        "adres poczty|e-mail uczestnika|mejl|adres e-mailowy",
    },
    "first_name": {
        "en": "first name|firstname|first|given name|given names|givenname|forename|forenames|fname|first names|"
        "christian name|legal first name|preferred first name|participant first name|student first name|"
        "name first|learner first name|your first name",
        "de": "vorname|vornamen|rufname",
        "fr": "prénom|prénoms|petit nom|prénom du participant",
        "es": "nombre de pila|nombres|primer nombre|nombre propio|nombre(s)",
        "it": "nome di battesimo|nome proprio|primo nome",
        "pt": "primeiro nome|nome próprio|nomes próprios|prenome",
        "nl": "voornaam|voornamen|roepnaam",
        "sv": "förnamn|tilltalsnamn",
        "pl": "imię|imiona|pierwsze imię|imię uczestnika",
    },
    "last_name": {
        "en": "last name|lastname|last|surname|surnames|family name|familyname|lname|last names|second name|"
        "legal last name|participant last name|student last name|name last|learner last name|your last name",
        "de": "nachname|nachnamen|familienname|zuname|geburtsname|famname",
        "fr": "nom de famille|nom du participant|nom patronymique|nom d'usage",
        "es": "apellido|apellidos|primer apellido|apellido 1|apellido paterno|apellido(s)",
        "it": "cognome|cognomi",
        "pt": "apelido|apelidos|sobrenome|sobrenomes|último nome|nome de família",
        "nl": "achternaam|familienaam|geslachtsnaam",
        "sv": "efternamn|familjenamn|släktnamn",
        "pl": "nazwisko|nazwiska|nazwisko rodowe|nazwisko uczestnika",
    },
    "full_name": {
        "en": "full name|fullname|complete name|display name|participant name|student name|learner name|"
        "attendee name|attendee|participant|name of participant|first and last name|"
        "first name and last name|last name, first name|name (last, first)|first last|last first|"
        "name and surname|your name|holder name|member name",
        "de": "vollständiger name|voller name|vor- und nachname|vorname und nachname|vorname nachname|"
        "nachname vorname|name vorname|name, vorname|teilnehmer|teilnehmername|name des teilnehmers|"
        "teilnehmerin|vor- und zuname|anzeigename|teilnehmer/in|teilnehmer:in",
        "fr": "nom complet|nom et prénom|nom et prénoms|prénom et nom|nom prénom|prénom nom|participant|"
        "nom du stagiaire|stagiaire|nom/prénom|nom affiché",
        "es": "nombre completo|nombre y apellido|nombre y apellidos|apellidos y nombre|apellido y nombre|"
        "apellidos, nombre|nombres y apellidos|apellidos y nombres|participante|nombre del participante|"
        "alumno",
        "it": "nome completo|nome e cognome|cognome e nome|nome cognome|cognome nome|nominativo|partecipante",
        "pt": "nome completo|nome e apelido|nome e sobrenome|apelido e nome|nome sobrenome|participante|"
        "nome do participante|formando",
        "nl": "volledige naam|voor- en achternaam|voornaam en achternaam|voornaam achternaam|naam deelnemer|"
        "deelnemer|achternaam, voornaam|naam en voornaam",
        "sv": "fullständigt namn|hela namnet|för- och efternamn|förnamn och efternamn|förnamn efternamn|"
        "deltagare|deltagarens namn|fullt namn|efternamn, förnamn",
        "pl": "imię i nazwisko|nazwisko i imię|imię nazwisko|nazwisko imię|pełne imię i nazwisko|uczestnik|"
        "pełna nazwa|imiona i nazwisko",
    },
    # A word that is the whole name, or the half of it that no other column holds.
    "name": {
        "en": "name|names|person",
        "de": "name",
        "fr": "nom|noms",
        "es": "nombre",
        "it": "nome",
        "pt": "nome",
        "nl": "naam|namen",
        "sv": "namn",
        "pl": "nazwa",
    },
    "other_emails": {
        "en": "other emails|other e-mails|other email|other email addresses|alternate email|alternate emails|"
        "alternative email|alternative emails|secondary email|secondary emails|additional emails|email 2|"
        "other addresses|alias|aliases|second email|further emails",
        "de": "weitere e-mails|weitere e-mail-adressen|andere e-mail-adressen|alternative e-mail|zweite e-mail|"
        "weitere adressen|andere e-mails",
        "fr": "autres e-mails|autres courriels|autres adresses|autres adresses e-mail|e-mail secondaire|"
        "courriel secondaire",
        "es": "otros correos|otros correos electrónicos|otros emails|correo secundario|correo alternativo",
        "it": "altre email|altri indirizzi|altri indirizzi email|email secondaria|email alternativa",
        "pt": "outros e-mails|outros emails|outros endereços|e-mail secundário|e-mail alternativo",
        "nl": "andere e-mailadressen|andere e-mails|overige e-mailadressen|tweede e-mailadres",
        "sv": "andra e-postadresser|övriga e-postadresser|alternativ e-post|annan e-post",
        "pl": "inne adresy e-mail|inne adresy|dodatkowe adresy|drugi e-mail|inne e-maile",
    },
    "external_id": {
        "en": "external id|external number|employee id|employee number|member id|member number|membership number|"
        "person id|staff id|personnel number|student id|participant id|learner id|id|user id|reference|"
        "customer number",
        "de": "externe id|personalnummer|mitgliedsnummer|personennummer|kundennummer|teilnehmernummer|"
        "mitarbeiternummer|matrikelnummer",
        "fr": "identifiant|identifiant externe|matricule|numéro de membre|numéro d'employé|id externe",
        "es": "id externo|identificador|número de empleado|número de socio|número de miembro|identificación",
        "it": "id esterno|identificativo|matricola|numero tessera|numero socio|codice esterno",
        "pt": "id externo|identificador|número de funcionário|matrícula|número de sócio|número de membro",
        "nl": "extern id|externe id|personeelsnummer|lidnummer|lidmaatschapsnummer|medewerkersnummer|studentnummer",
        "sv": "externt id|anställningsnummer|medlemsnummer|personalnummer|extern id",
        "pl": "identyfikator|identyfikator zewnętrzny|numer pracownika|numer członkowski|zewnętrzne id",
    },
    "verified": {
        "en": "verified|email verified|confirmed|is verified|has account",
        "de": "verifiziert|bestätigt|geprüft",
        "fr": "vérifié|confirmé",
        "es": "verificado|confirmado",
        "it": "verificato|confermato",
        "pt": "verificado|confirmado",
        "nl": "geverifieerd|bevestigd",
        "sv": "verifierad|bekräftad",
        "pl": "zweryfikowany|potwierdzony",
    },
    "archived": {
        "en": "archived|is archived|former|left",
        "de": "archiviert|ausgeschieden",
        "fr": "archivé",
        "es": "archivado",
        "it": "archiviato",
        "pt": "arquivado",
        "nl": "gearchiveerd",
        "sv": "arkiverad",
        "pl": "zarchiwizowany",
    },
    # Words for where somebody works. A city or a place alone is as often the home, so it is not among them.
    "department": {
        "en": "department|dept|department name|unit|organisation unit|organization unit|organisational unit|"
        "organizational unit|org unit|business unit|division|team|section|ward",
        "de": "abteilung|bereich|organisationseinheit|dienststelle|fachbereich|fachabteilung|abteilungsname|ressort|"
        "referat|einheit",
        "fr": "service|département|unité|direction|pôle|unité organisationnelle|unité d'organisation",
        "es": "departamento|área|unidad|servicio|sección|unidad organizativa",
        "it": "reparto|dipartimento|unità|unità organizzativa|settore|ufficio",
        "pt": "departamento|setor|sector|unidade|secção|unidade orgânica|unidade organizacional",
        "nl": "afdeling|dienst|organisatie-eenheid|afdelingsnaam",
        "sv": "avdelning|enhet|organisationsenhet|sektion",
        "pl": "dział|oddział|wydział|jednostka organizacyjna|departament|jednostka",
    },
    "location": {
        "en": "location|site|office|branch|workplace|work location|office location|facility|campus",
        "de": "standort|arbeitsort|einsatzort|niederlassung|filiale|dienstort",
        "fr": "site|lieu de travail|établissement|agence|localisation|emplacement",
        "es": "ubicación|sede|centro|centro de trabajo|lugar de trabajo",
        "it": "sede|sede di lavoro|luogo di lavoro|filiale",
        "pt": "localização|local de trabalho|filial|sede",
        "nl": "locatie|vestiging|standplaats|werklocatie|werkplek",
        "sv": "arbetsplats|placering|kontor|arbetsort|placeringsort",
        "pl": "lokalizacja|placówka|miejsce pracy|siedziba|filia",
    },
    "manager": {
        "en": "manager|manager name|manager email|manager e-mail|manager's email|manager email address|line manager|"
        "line manager email|supervisor|supervisor email|reports to|team lead|team leader|superior|boss",
        "de": "vorgesetzter|vorgesetzte|vorgesetzte/r|führungskraft|leitung|leiter|leiterin|teamleiter|teamleitung|"
        "e-mail des vorgesetzten|vorgesetzter e-mail|vorgesetzte e-mail",
        "fr": "responsable|supérieur|supérieur hiérarchique|responsable hiérarchique|chef de service|"
        "e-mail du responsable|courriel du responsable|encadrant",
        "es": "responsable|jefe|jefa|jefe directo|supervisora|gerente|correo del responsable|encargado",
        "it": "responsabile|supervisore|superiore|capo|dirigente|email del responsabile",
        "pt": "gestor|gestora|chefe|responsável|superior hierárquico|e-mail do gestor",
        "nl": "leidinggevende|teamleider|e-mail leidinggevende|leidinggevende e-mail",
        "sv": "chef|närmaste chef|arbetsledare|teamledare|chefens e-post",
        "pl": "przełożony|przełożona|kierownik|kierowniczka|menedżer|szef|e-mail przełożonego",
    },
}
